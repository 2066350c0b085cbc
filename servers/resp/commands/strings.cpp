// Commands on texts.
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"

namespace kit::resp::commands {

void set(Call& call) {
  call.database().set(call[1], call[2]);
  call.changed();
  call.reply.simple("OK");
}

void get(Call& call) { reply_value(call, call.read(call[1])); }

}  // namespace kit::resp::commands
