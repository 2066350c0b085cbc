// What is the same for every command.
#include <new>
#include <string>
#include <utility>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/state/room.hpp"

namespace kit::resp {
namespace {

/// Whoever mistypes sees what was taken for the command, but not megabytes of it.
constexpr std::size_t most_shown = 128;

std::string_view beginning(std::string_view word, std::size_t most) {
  return until_zero(word).substr(0, most);
}

/// The first word of a request that a browser was tricked into sending here (cross-protocol
/// scripting): the commands that come as its body must not run.
bool is_of_http(std::string_view word) { return is_word(word, "post") || is_word(word, "host:"); }

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

/// Null after replying why there is none.
const Command* choose(Instance& instance, const Client& client, const Command* command,
                      Arguments arguments, ReplyWriter& reply) {
  if (command == nullptr) return reply.error(unknown_command(arguments)), nullptr;
  if (!command->subcommands.empty() && arguments.size() > 1) {
    const Command* const subcommand = find_subcommand(*command, arguments[1]);
    if (subcommand == nullptr)
      return reply.error(unknown_subcommand(*command, arguments[1])), nullptr;
    command = subcommand;
  }
  const auto refuse = [&](std::string_view reason) -> const Command* {
    ++call_count(instance.statistics, *command).rejected;
    reply.error(reason);
    return nullptr;
  };
  if (!accepts(*command, arguments.size())) return refuse(wrong_arity(*command));
  const bool known = client.authenticated || instance.parameters.requirepass.empty();
  if (!known && !command->flags.has(Flag::no_auth))
    return refuse("NOAUTH Authentication required.");
  const bool full = instance.parameters.maxmemory != 0 && make_room(instance) == Room::none;
  if (full && command->flags.has(Flag::denyoom))
    return refuse("OOM command not allowed when used memory > 'maxmemory'.");
  return command;
}

/// While the append-only file cannot be written, a change would be forgotten. PING says so, too:
/// it is how people ask whether all is well.
bool is_refused(const Instance& instance, const Command& command, ReplyWriter& reply) {
  if (instance.journal == nullptr || instance.journal->refusal().empty()) return false;
  if (!command.flags.has(Flag::write) && command.name != "ping") return false;
  reply.error(instance.journal->refusal());
  return true;
}

/// Whether the reply that begins at `before` is one.
bool is_error(const std::string& out, std::size_t before) {
  return out.size() > before && out[before] == '-';
}

/// Redis takes keys of half a gigabyte. Here no entry can have one, whichever command would make
/// it; and before a command has begun is the last moment at which nothing has changed.
constexpr std::string_view too_long_key = "ERR key is too long (268435455 bytes at most)";
static_assert(Entry::longest_key == 268'435'455);

bool has_too_long_key(const Command& command, Arguments arguments) {
  bool found = false;
  for_each_key(command, arguments, [&found](std::string_view key) {
    found = found || key.size() > Entry::longest_key;
  });
  return found;
}

void write_down(Call& call) {
  Journal& journal = *call.instance.journal;
  const std::size_t database = call.client.database;
  if (call.log_entries().empty()) return journal.append(database, call.arguments);
  std::vector<std::string_view> words;
  for (const LogEntry& entry : call.log_entries()) {
    words.assign(entry.begin(), entry.end());
    journal.append(database, words);
  }
}

void run(Instance& instance, Client& client, const Command& command, Arguments arguments,
         ReplyWriter& reply) {
  const bool writes = command.flags.has(Flag::write);
  if (writes && has_too_long_key(command, arguments)) return reply.error(too_long_key);
  Journal* const journal = writes ? instance.journal : nullptr;
  if (journal != nullptr)
    for_each_key(command, arguments,
                 [&](std::string_view key) { journal->before_change(client.database, key); });
  Call call(instance, client, command, arguments, reply);
  try {
    command.run(call);
  } catch (const std::bad_alloc&) {
    // What it had done before stays.
    if (journal != nullptr && call.changes() > 0) write_down(call);
    throw;
  }
  if (journal != nullptr && call.changes() > 0) write_down(call);
}

}  // namespace

void execute(Instance& instance, Client& client, const Command* found, Arguments arguments,
             std::string& out) {
  if (found == nullptr && is_of_http(arguments[0])) {
    client.closing = true;
    return;
  }
  const std::size_t before = out.size();
  ++instance.statistics.commands;
  if (std::exchange(client.skip_next, false) && client.reply_mode == ReplyMode::on)
    client.reply_mode = ReplyMode::skip;
  ReplyWriter reply(out, client.version);
  if (const Command* const command = choose(instance, client, found, arguments, reply)) {
    client.last_command = command;
    try {
      if (!is_refused(instance, *command, reply)) run(instance, client, *command, arguments, reply);
    } catch (const std::bad_alloc&) {
      out.resize(before);
      reply.error("OOM command not allowed: the system has no memory left");
    }
    // After it: it may have been CONFIG RESETSTAT.
    CallCount& count = call_count(instance.statistics, *command);
    ++count.calls;
    if (is_error(out, before)) ++count.failed;
  }
  if (is_error(out, before))
    count_error(instance.statistics, std::string_view(out).substr(before + 1));
  // After the command, which may have been CLIENT REPLY ON.
  if (client.reply_mode != ReplyMode::on) out.resize(before);
  if (client.reply_mode == ReplyMode::skip) client.reply_mode = ReplyMode::on;
}

}  // namespace kit::resp
