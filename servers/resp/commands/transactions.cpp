// MULTI, EXEC, DISCARD, WATCH and UNWATCH.
#include "servers/resp/commands/transactions.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <vector>

#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/execute.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/families_transactions.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp {

bool runs_at_once(const Command& command) noexcept {
  using namespace commands;
  const std::array those{exec, discard, multi, watch, quit, reset};
  return std::find(those.begin(), those.end(), command.run) != those.end();
}

void queue(Call& call) {
  Transaction& transaction = *call.client.transaction;
  // What will never run needs no memory.
  if (!transaction.refused && !call.client.watched.is_touched()) {
    transaction.commands.push_back({&call.command, {call.arguments.begin(), call.arguments.end()}});
    transaction.flags = transaction.flags | call.command.flags;
  }
  call.reply.simple("QUEUED");
}

void log_multi(Call& call) {
  Client& client = call.client;
  if (!client.in_exec() || client.transaction->logged) return;
  const std::array<std::string_view, 1> words{"MULTI"};
  call.instance.journal->append(client.database, words);
  client.transaction->logged = true;
}

void discard_transaction(Client& client) noexcept {
  client.transaction.reset();
  client.watched.clear();
}

namespace {

/// Keys that have died meanwhile are found dead here, and so touched.
bool is_watch_broken(Call& call) {
  call.client.watched.for_each(
      [&call](const KeyName& name) { (void)call.instance.keyspace[name.database].find(name.key); });
  return call.client.watched.is_touched();
}

void run_one(Call& exec, const Transaction::Queued& queued) {
  const std::vector<std::string_view> words(queued.words.begin(), queued.words.end());
  Call call(exec.instance, exec.client, *queued.command, words, exec.reply);
  ++call_count(exec.instance.statistics, *queued.command).calls;
  run(call);
}

/// Behind the last change, if there was one.
void log_exec(Call& call) {
  const std::array<std::string_view, 1> words{"EXEC"};
  if (call.client.transaction->logged) call.instance.journal->append(call.client.database, words);
}

void run_all(Call& call) {
  Transaction& transaction = *call.client.transaction;
  transaction.running = true;
  call.instance.running->stand_behind();
  call.reply.array(transaction.commands.size());
  try {
    for (const Transaction::Queued& queued : transaction.commands) run_one(call, queued);
  } catch (const std::bad_alloc&) {
    log_exec(call);
    throw;
  }
  log_exec(call);
}

}  // namespace

namespace commands {

void multi(Call& call) {
  if (call.client.transaction != nullptr)
    return call.reply.error("ERR MULTI calls can not be nested");
  call.client.transaction = std::make_unique<Transaction>();
  call.reply.ok();
}

void exec(Call& call) {
  Client& client = call.client;
  if (client.transaction == nullptr) return call.reply.error("ERR EXEC without MULTI");
  struct Discard {
    Client& client;
    ~Discard() { discard_transaction(client); }
  };
  const Discard at_the_end{client};
  if (client.transaction->refused)
    return call.reply.error("EXECABORT Transaction discarded because of previous errors.");
  if (is_watch_broken(call)) return call.reply.null_array();
  client.watched.clear();  // its own changes touch nothing of it
  run_all(call);
}

void discard(Call& call) {
  if (call.client.transaction == nullptr) return call.reply.error("ERR DISCARD without MULTI");
  discard_transaction(call.client);
  call.reply.ok();
}

void watch(Call& call) {
  if (call.client.transaction != nullptr)
    return call.reply.error("ERR WATCH inside MULTI is not allowed");
  for (const std::string_view key : call.arguments.subspan(1)) {
    (void)call.database().find(key);  // so that one that is dead already is gone
    call.instance.watches.add(call.client.watched, call.client.database, key);
  }
  call.reply.ok();
}

void unwatch(Call& call) {
  call.client.watched.clear();
  call.reply.ok();
}

}  // namespace commands
}  // namespace kit::resp
