#include "servers/resp/commands/blocking.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "servers/resp/commands/execute.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp {
namespace {

using std::chrono::milliseconds;

/// Later than that is never.
constexpr std::int64_t most_milliseconds = std::int64_t{1} << 42;  // 139 years

bool may_wait(const Call& call) { return !call.client.in_exec() && !is_replayed(call); }

Waiting::Entry entry_of(const Call& call, const BlockOptions& options) {
  Waiting::Entry entry;
  entry.command = &call.command;
  entry.words.assign(call.arguments.begin(), call.arguments.end());
  entry.kind = options.kind;
  entry.timeout = options.timeout;
  entry.timed_out = options.timed_out;
  return entry;
}

/// Its reply, if it gets one, stands behind byte `before` of what it is to be sent.
void stop_waiting(Instance& instance, Client& client, std::size_t before) {
  if (client.waiting->muted) client.out.resize(before);
  instance.waiting.remove(*client.waiting);
  client.waiting.reset();
  client.is_served = true;
  client.last_active = instance.keyspace.now();  // its silence begins anew
  if (client.wake) client.wake();
}

/// True if it has found something.
void try_again(Instance& instance, Client& client, std::string_view key) {
  const std::size_t before = client.out.size();
  const Waiting::Entry& entry = *client.waiting;
  const std::vector<std::string_view> words(entry.words.begin(), entry.words.end());
  ReplyWriter reply(client.out, client.version);
  const OwnPushes own(instance.running, client);
  const bool done = run_again(instance, client, *entry.command, words, reply, key);
  if (done) stop_waiting(instance, client, before);
  own.place(client.out, before);
}

}  // namespace

void block(Call& call, std::span<const std::string_view> keys, const BlockOptions& options) {
  if (call.only_key) return call.wait_on();
  if (!may_wait(call))
    return (options.not_allowed != nullptr ? options.not_allowed : options.timed_out)(call.reply);
  Waiting::Entry& entry = call.client.waiting.emplace(entry_of(call, options));
  try {
    call.instance.waiting.add(call.client, entry, call.client.database, keys);
  } catch (...) {
    call.client.waiting.reset();
    throw;
  }
}

void sleep_for(Call& call, Duration duration, void (*reply)(ReplyWriter&)) {
  if (!may_wait(call) || duration <= Duration::zero()) return reply(call.reply);
  call.client.waiting.emplace(entry_of(call, {.timeout = duration, .timed_out = reply}));
}

std::optional<Duration> parse_timeout(Call& call, std::size_t i) {
  constexpr std::string_view no_timeout = "ERR timeout is not a float or out of range";
  constexpr std::string_view negative = "ERR timeout is negative";
  const std::optional<long double> seconds = parse_float(call[i]);
  if (!seconds) return call.reply.error(no_timeout), std::nullopt;
  const long double ms = std::ceil(*seconds * 1000);
  // Redis turns it into an integer of 64 bits, which makes the biggest ones negative.
  constexpr auto too_big = static_cast<long double>(std::numeric_limits<std::int64_t>::max());
  if (ms < 0 || ms > too_big) return call.reply.error(negative), std::nullopt;
  if (ms >= static_cast<long double>(most_milliseconds)) return milliseconds(most_milliseconds);
  return milliseconds(static_cast<std::int64_t>(ms));
}

void serve_waiting(Instance& instance) {
  while (instance.waiting.has_ready()) {
    const KeyName name = instance.waiting.take_ready();
    for (Client* const client : instance.waiting.clients_for(name)) {
      const Entry* const entry = instance.keyspace[name.database].find(name.key);
      if (entry == nullptr) break;
      if (entry->kind() == client->waiting->kind) try_again(instance, *client, name.key);
    }
  }
}

void end_wait(Instance& instance, Client& client, WaitEnd why) {
  const std::size_t before = client.out.size();
  ReplyWriter reply(client.out, client.version);
  if (why == WaitEnd::timeout)
    client.waiting->timed_out(reply);
  else
    reply.error("UNBLOCKED client unblocked via CLIENT UNBLOCK");
  stop_waiting(instance, client, before);
}

namespace commands {

void client_unblock(Call& call) {
  if (call.size() > 4) {
    // Redis looks at this by itself, and names the subcommand as it was typed.
    std::string text = "ERR unknown subcommand or wrong number of arguments for '";
    text += call[1].substr(0, 128);
    return call.reply.error(text + "'. Try CLIENT HELP.");
  }
  WaitEnd why = WaitEnd::timeout;
  if (call.size() == 4) {
    const bool timeout = is_word(call[3], "timeout");
    if (!timeout && !is_word(call[3], "error"))
      return call.reply.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    why = timeout ? WaitEnd::timeout : WaitEnd::error;
  }
  const auto id = call.integer(2);
  if (!id) return;
  const auto found = call.instance.clients.find(static_cast<std::uint64_t>(*id));
  const bool waits = found != call.instance.clients.end() && found->second->waiting &&
                     found->second->waiting->for_key();
  if (waits) end_wait(call.instance, *found->second, why);
  call.reply.integer(waits ? 1 : 0);
}

}  // namespace commands
}  // namespace kit::resp
