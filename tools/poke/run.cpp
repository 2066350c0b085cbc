#include "tools/poke/run.hpp"

#include <utility>

#include "loop/tasks/gather.hpp"
#include "loop/tasks/timeout.hpp"
#include "tools/poke/chat.hpp"
#include "tools/poke/modes.hpp"
#include "tools/poke/session.hpp"

namespace kit::poke {
namespace {

Task<void> talk(Run& run, Group group, int client) { co_await play(run, group, ask_all, client); }

/// `count` well-behaved clients with numbers from `first` on.
Task<void> well_behaved(Run& run, Group group, int count, int first) {
  if (run.options.chat) {
    co_await chat_circle(run, group, count, first);
    co_return;
  }
  std::vector<Task<void>> clients;
  for (int i = 0; i < count; ++i) clients.push_back(talk(run, group, first + i));
  co_await all_of(std::move(clients));
}

Task<void> well_behaved_beside(Run& run, int first) {
  const Group group{run.beside, run.latency, true};
  co_await well_behaved(run, group, run.options.beside, first);
  run.well_behaved_over.set();
}

Task<void> mode_clients(Run& run) {
  std::vector<Task<void>> clients;
  for (int i = 0; i < run.options.clients; ++i) clients.push_back(misbehave(run, i));
  co_await all_of(std::move(clients));
  run.hostile_over = true;
  if (run.main.right == 0) run.end = run.loop.time();
}

Task<void> perform_hostile(Run& run) {
  const int beside = run.options.beside;
  int first = run.options.clients;  // no client's number is used twice
  const Group alone{run.beside, run.alone};
  co_await well_behaved(run, alone, beside, first);
  first += beside;
  run.begin = run.end = run.loop.time();
  // Those who are silent in a chat wait for the others to end, and not the other way round.
  run.hostile_over = run.options.chat && run.mode == Mode::never_reads;
  std::vector<Task<void>> both;
  both.push_back(mode_clients(run));
  both.push_back(well_behaved_beside(run, first));
  co_await all_of(std::move(both));
  first += beside;
  Latencies not_reported;
  const Group newcomers{run.beside, not_reported};
  co_await well_behaved(run, newcomers, run.options.chat ? 2 : 1, first);
}

Task<void> perform_normal(Run& run) {
  const Group group{run.main, run.latency};
  if (run.options.chat)
    co_await chat_circle(run, group, run.options.clients, 0);
  else
    co_await mode_clients(run);
}

}  // namespace

Task<void> all_of(std::vector<Task<void>> tasks) {
  const auto outcomes = co_await gather(return_exceptions, std::move(tasks));
  for (const auto& outcome : outcomes)
    if (!outcome.ok()) std::rethrow_exception(outcome.exception());
}

Task<Connection> connect(Run& run, Tally& tally) {
  if (run.connected) {
    Connection connection = std::move(*run.connected);
    run.connected.reset();
    ++tally.connections;
    co_return connection;
  }
  const auto turn = co_await run.connecting.scoped();
  try {
    Connection connection = co_await wait_for(open_connection(run.server), run.options.timeout);
    ++tally.connections;
    co_return connection;
  } catch (const OSError& error) {
    throw Trouble(Fault::refused, error.what());
  } catch (const TimeoutError&) {
    throw Trouble(Fault::refused, "connect to " + run.server.str() + ": nothing within the time");
  }
}

Task<void> perform(Run& run) {
  const auto each = static_cast<std::uint64_t>(run.options.clients);
  const bool counts_clients = run.mode == Mode::never_reads;
  run.all_steps = each * (counts_clients ? 1 : static_cast<std::uint64_t>(run.options.messages));
  run.begin = run.end = run.loop.time();
  if (run.mode == Mode::normal)
    co_await perform_normal(run);
  else
    co_await perform_hostile(run);
}

}  // namespace kit::poke
