#include "servers/resp/commands/choose.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/families_pubsub.hpp"
#include "servers/resp/commands/families_transactions.hpp"
#include "servers/resp/commands/transactions.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/state/room.hpp"

namespace kit::resp {
namespace {

/// Whoever mistypes sees what was taken for the command, but not megabytes of it.
constexpr std::size_t most_shown = 128;

std::string_view beginning(std::string_view word, std::size_t most) {
  return until_zero(word).substr(0, most);
}

std::string unknown_command(Arguments arguments) {
  std::string text = "ERR unknown command '";
  text.append(beginning(arguments[0], most_shown)).append("', with args beginning with: ");
  const std::size_t before = text.size();
  for (std::size_t i = 1; i < arguments.size() && text.size() - before < most_shown; ++i) {
    const std::size_t room = most_shown - (text.size() - before);
    text.append("'").append(beginning(arguments[i], room)).append("' ");
  }
  return text;
}

std::string unknown_subcommand(const Command& command, std::string_view name) {
  std::string text = "ERR unknown subcommand '";
  text.append(beginning(name, most_shown)).append("'. Try ");
  for (const char letter : command.name)
    text += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 0x20) : letter;
  return text.append(" HELP.");
}

std::string wrong_arity(const Command& command) {
  return std::string("ERR wrong number of arguments for '").append(command.name) + "' command";
}

/// What it does, with what EXEC would run.
Flags all_flags(const Client& client, const Command& command) {
  const bool runs_others = command.run == &commands::exec && client.transaction != nullptr;
  return runs_others ? command.flags | client.transaction->flags : command.flags;
}

/// While the append-only file cannot be written, a change would be forgotten. PING says so, too:
/// it is how people ask whether all is well.
std::string_view journal_refusal(const Instance& instance, const Command& command, Flags flags) {
  if (instance.journal == nullptr || instance.journal->refusal().empty()) return {};
  if (!flags.has(Flag::write) && command.run != &commands::ping) return {};
  return instance.journal->refusal();
}

/// A subscriber of version 2 cannot tell a reply from a message: so it may ask for little, and gets
/// replies in the form of messages.
bool is_for_subscribers(const Command& command) {
  using namespace commands;
  const std::array those{subscribe,    unsubscribe, psubscribe, punsubscribe, ssubscribe,
                         sunsubscribe, ping,        quit,       reset};
  return std::find(those.begin(), those.end(), command.run) != those.end();
}

std::string not_for_subscribers(const Command& command) {
  return std::string("ERR Can't execute '").append(command.name) +
         "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this "
         "context";
}

/// Why it may not run; empty if it may.
std::string refusal(Instance& instance, const Client& client, const Command& command,
                    Arguments arguments) {
  if (!accepts(command, arguments.size())) return wrong_arity(command);
  const bool known = client.authenticated || instance.parameters.requirepass.empty();
  if (!known && !command.flags.has(Flag::no_auth)) return "NOAUTH Authentication required.";
  if (client.transaction != nullptr && command.flags.has(Flag::no_multi))
    return "ERR Command not allowed inside a transaction";
  const Flags flags = all_flags(client, command);
  const bool full = instance.parameters.maxmemory != 0 && make_room(instance) == Room::none;
  if (full && flags.has(Flag::denyoom))
    return "OOM command not allowed when used memory > 'maxmemory'.";
  const std::string_view reason = journal_refusal(instance, command, flags);
  if (!reason.empty()) return std::string(reason);
  const bool hears = client.subscriber != nullptr && client.version == Version::resp2;
  return hears && !is_for_subscribers(command) ? not_for_subscribers(command) : "";
}

const Command* refuse(Client& client, std::string_view reason, ReplyWriter& reply) {
  if (client.transaction != nullptr) client.transaction->refused = true;
  reply.error(reason);
  return nullptr;
}

/// An EXEC that may not run is the end of its transaction.
const Command* refuse_exec(Client& client, std::string_view reason, ReplyWriter& reply) {
  constexpr std::string_view plain_code = "ERR ";
  if (reason.starts_with(plain_code)) reason.remove_prefix(plain_code.size());
  discard_transaction(client);
  std::string text = "EXECABORT Transaction discarded because of: ";
  reply.error(text.append(reason));
  return nullptr;
}

}  // namespace

const Command* choose(Instance& instance, Client& client, const Command* found, Arguments arguments,
                      ReplyWriter& reply) {
  if (found == nullptr) return refuse(client, unknown_command(arguments), reply);
  const Command* command = found;
  if (!command->subcommands.empty() && arguments.size() > 1) {
    command = find_subcommand(*found, arguments[1]);
    if (command == nullptr) return refuse(client, unknown_subcommand(*found, arguments[1]), reply);
  }
  const std::string reason = refusal(instance, client, *command, arguments);
  if (reason.empty()) return command;
  ++call_count(instance.statistics, *command).rejected;
  if (command->run == &commands::exec) return refuse_exec(client, reason, reply);
  return refuse(client, reason, reply);
}

}  // namespace kit::resp
