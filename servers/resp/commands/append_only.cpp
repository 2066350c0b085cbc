// Commands about the append-only file.
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp::commands {

void bgrewriteaof(Call& call) {
  Journal* const journal = call.instance.journal;
  if (journal == nullptr)
    return call.reply.error("ERR there is no append only file: start the server with --appendonly");
  if (!journal->start_rewrite())
    return call.reply.error("ERR Background append only file rewriting already in progress");
  call.reply.simple("Background append only file rewriting started");
}

}  // namespace kit::resp::commands
