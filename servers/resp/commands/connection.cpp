// Commands about the connection itself.
#include <optional>
#include <string>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/client_name.hpp"
#include "servers/resp/commands/database_number.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/transactions.hpp"
#include "servers/resp/protocol/number.hpp"
#include "servers/resp/state/secret.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::string_view wrong_password =
    "WRONGPASS invalid username-password pair or user is disabled.";
constexpr std::string_view say_who_you_are =
    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH "
    "<user> <pass> option can be used to authenticate the client and select the RESP protocol "
    "version at the same time";

/// There is one user. Without a password, any will do. Replies when it is wrong.
bool log_in(Call& call, std::string_view user, std::string_view password) {
  const std::string& secret = call.instance.parameters.requirepass;
  const bool known = user == "default" && (secret.empty() || same_secret(password, secret));
  if (!known) return call.reply.error(wrong_password), false;
  call.client.authenticated = true;
  return true;
}

/// HELLO version [AUTH user password] [SETNAME name]. False after an error.
bool take_options(Call& call) {
  for (std::size_t i = 2; i < call.size(); ++i) {
    const std::size_t more = call.size() - 1 - i;
    if (is_word(call[i], "auth") && more >= 2) {
      if (!log_in(call, call[i + 1], call[i + 2])) return false;
      i += 2;
    } else if (is_word(call[i], "setname") && more >= 1) {
      if (!set_client_name(call, call[i + 1])) return false;
      ++i;
    } else {
      call.reply.error(
          std::string("ERR Syntax error in HELLO option '").append(until_zero(call[i])) + "'");
      return false;
    }
  }
  return true;
}

void describe_server(Call& call) {
  ReplyWriter& reply = call.reply;
  reply.map(7);
  reply.bulk("server");
  reply.bulk("redis");
  reply.bulk("version");
  reply.bulk(redis_version);
  reply.bulk("proto");
  reply.integer(static_cast<int>(call.client.version));
  reply.bulk("id");
  reply.integer(static_cast<std::int64_t>(call.client.id));
  reply.bulk("mode");
  reply.bulk("standalone");
  reply.bulk("role");
  reply.bulk("master");
  reply.bulk("modules");
  reply.array(0);
}

}  // namespace

void ping(Call& call) {
  if (call.size() > 2) return call.reply.error("ERR wrong number of arguments for 'ping' command");
  // To a subscriber of version 2 all that comes is an array.
  if (call.client.subscriber && call.client.version == Version::resp2) {
    call.reply.array(2);
    call.reply.bulk("pong");
    return call.reply.bulk(call.size() == 2 ? call[1] : "");
  }
  if (call.size() == 2) return call.reply.bulk(call[1]);
  call.reply.simple("PONG");
}

void echo(Call& call) { call.reply.bulk(call[1]); }

void quit(Call& call) {
  call.client.closing = true;
  call.reply.simple("OK");
}

void reset(Call& call) {
  Client& client = call.client;
  discard_transaction(client);
  client.database = 0;
  client.version = Version::resp2;
  client.authenticated = call.instance.parameters.requirepass.empty();
  client.reply_mode = ReplyMode::on;
  client.skip_next = false;
  client.name.clear();
  call.instance.subscriptions.leave_all(client);
  call.reply.set_version(client.version);
  call.reply.simple("RESET");
}

void hello(Call& call) {
  Version version = call.client.version;
  if (call.size() >= 2) {
    const auto wanted = call.integer(1, "ERR Protocol version is not an integer or out of range");
    if (!wanted) return;
    if (*wanted != 2 && *wanted != 3)
      return call.reply.error("NOPROTO unsupported protocol version");
    version = *wanted == 2 ? Version::resp2 : Version::resp3;
  }
  if (!take_options(call)) return;
  if (!call.client.authenticated) return call.reply.error(say_who_you_are);
  call.client.version = version;
  call.reply.set_version(version);
  describe_server(call);
}

void auth(Call& call) {
  if (call.size() > 3) return call.reply.error(syntax_error);
  if (call.size() == 2 && call.instance.parameters.requirepass.empty())
    return call.reply.error(
        "ERR AUTH <password> called without any password configured for the default user. Are you "
        "sure your configuration is correct?");
  const bool with_name = call.size() == 3;
  if (log_in(call, with_name ? call[1] : "default", call[with_name ? 2 : 1]))
    call.reply.simple("OK");
}

void select(Call& call) {
  const std::optional<std::size_t> number = database_number(call, 1);
  if (!number) return;
  call.client.database = *number;
  call.reply.simple("OK");
}

}  // namespace kit::resp::commands
