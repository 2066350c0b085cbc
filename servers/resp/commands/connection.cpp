// Commands about the connection itself.
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"

namespace kit::resp::commands {

void ping(Call& call) {
  if (call.size() > 2) return call.reply.error("ERR wrong number of arguments for 'ping' command");
  if (call.size() == 2) return call.reply.bulk(call[1]);
  call.reply.simple("PONG");
}

void echo(Call& call) { call.reply.bulk(call[1]); }

void quit(Call& call) {
  call.client.closing = true;
  call.reply.simple("OK");
}

void select(Call& call) {
  const auto number = call.integer(1);
  if (!number) return;
  if (*number < 0 || static_cast<std::uint64_t>(*number) >= call.instance.keyspace.size())
    return call.reply.error("ERR DB index is out of range");
  call.client.database = static_cast<std::size_t>(*number);
  call.reply.simple("OK");
}

}  // namespace kit::resp::commands
