// What is the same for every command.
#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <utility>

#include "servers/resp/commands/execute.hpp"

#include "servers/resp/commands/blocking.hpp"
#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/choose.hpp"
#include "servers/resp/commands/transactions.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp {
namespace {

/// The first word of a request that a browser was tricked into sending here (cross-protocol
/// scripting): the commands that come as its body must not run.
bool is_of_http(std::string_view word) { return is_word(word, "post") || is_word(word, "host:"); }

/// Whether the reply that begins at `before` is one.
bool is_error(const std::string& out, std::size_t before) {
  return out.size() > before && out[before] == '-';
}

/// Redis takes keys of half a gigabyte. Here no entry can have one, whichever command would make
/// it; and before a command has begun is the last moment at which nothing has changed.
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
  log_multi(call);
  const std::size_t database = call.client.database;
  if (call.log_entries().empty()) return journal.append(database, call.arguments);
  std::vector<std::string_view> words;
  for (const LogEntry& entry : call.log_entries()) {
    words.assign(entry.begin(), entry.end());
    journal.append(database, words);
  }
}

}  // namespace

void run(Call& call) {
  Instance& instance = call.instance;
  const bool writes = call.command.flags.has(Flag::write);
  if (writes && has_too_long_key(call.command, call.arguments))
    return call.reply.error(too_long_key);
  Journal* const journal = writes ? instance.journal : nullptr;
  if (journal != nullptr)
    for_each_key(call.command, call.arguments,
                 [&](std::string_view key) { journal->before_change(call.client.database, key); });
  try {
    call.command.run(call);
  } catch (const std::bad_alloc&) {
    // What it had done before stays.
    if (journal != nullptr && call.changes() > 0) write_down(call);
    throw;
  }
  if (journal != nullptr && call.changes() > 0) write_down(call);
}

namespace {

void execute_alone(Instance& instance, Client& client, const Command* found, Arguments arguments,
                   std::string& out) {
  const std::size_t before = out.size();
  ++instance.statistics.commands;
  if (std::exchange(client.skip_next, false) && client.reply_mode == ReplyMode::on)
    client.reply_mode = ReplyMode::skip;
  const OwnPushes own(instance.running, client);
  ReplyWriter reply(out, client.version);
  if (const Command* const command = choose(instance, client, found, arguments, reply)) {
    client.last_command = command;
    try {
      Call call(instance, client, *command, arguments, reply);
      if (client.transaction != nullptr && !runs_at_once(*command))
        queue(call);
      else
        run(call);
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
  if (client.waiting) client.waiting->muted = client.reply_mode != ReplyMode::on;
  // After the command, which may have been CLIENT REPLY ON.
  if (client.reply_mode != ReplyMode::on) out.resize(before);
  own.place(out, before);
  if (client.reply_mode == ReplyMode::skip) client.reply_mode = ReplyMode::on;
}

}  // namespace

void execute(Instance& instance, Client& client, const Command* found, Arguments arguments,
             std::string& out) {
  if (found == nullptr && is_of_http(arguments[0])) {
    client.closing = true;
    return;
  }
  execute_alone(instance, client, found, arguments, out);
  if (instance.waiting.has_ready()) serve_waiting(instance);
}

bool run_again(Instance& instance, Client& client, const Command& command, Arguments arguments,
               ReplyWriter& reply, std::string_view key) {
  Call call(instance, client, command, arguments, reply);
  call.only_key = key;
  run(call);
  return !call.waits_on();
}

}  // namespace kit::resp
