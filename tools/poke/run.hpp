// Run: one mode against one server, and all that its clients share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/sync/semaphore.hpp"
#include "streams/connect.hpp"
#include "tools/poke/options.hpp"
#include "tools/poke/tally.hpp"

namespace kit::poke {

/// What became of the expectation that a hostile mode has.
struct Expectation {
  std::uint64_t met = 0;     // by so many clients, or connections
  std::uint64_t slowed = 0;  // of these, in mode never-reads
  std::uint64_t cut = 0;     // of these, in mode never-reads
};

struct Run {
  Run(const Options& all_options, Mode this_mode, Address where, std::string name)
      : options(all_options), mode(this_mode), server(std::move(where)), id(std::move(name)) {}

  EventLoop& loop = EventLoop::current();
  const Options& options;  // must outlive this
  const Mode mode;
  const Address server;
  const std::string id;                 // in every message
  std::optional<Connection> connected;  // for whoever asks first: it is there already

  Tally main;         // of the clients of the mode
  Tally beside;       // of the well-behaved beside hostile ones
  Latencies alone;    // of these, before the hostile ones came
  Latencies latency;  // of the well-behaved, then
  Expectation expectation;

  std::uint64_t steps = 0;  // that are done: for the progress bar
  std::uint64_t all_steps = 0;
  TimePoint begin{};
  TimePoint end{};  // of the last thing that counts
  bool interrupted = false;

  // More at once would only fill the server's queue, and a refused SYN comes again after a second.
  Semaphore connecting{64};
  bool hostile_over = false;  // the well-behaved may end
  Event well_behaved_over;    // for hostile ones who wait for that
};

/// Clients that are counted together.
struct Group {
  Tally& tally;
  Latencies& latencies;
  bool until_hostile_over = false;  // they go on until then, and send all their messages at least
};

/// One more connection. Throws Trouble (refused) when there is none within the time.
Task<Connection> connect(Run& run, Tally& tally);

/// Runs all of them side by side. Whatever happens, nobody is left who could look at what the
/// caller owns: also when this is cancelled, it ends after the last of them.
Task<void> all_of(std::vector<Task<void>> tasks);

/// Runs the mode to its end. The counts in `run` are good at any time, also when this is cancelled.
Task<void> perform(Run& run);

/// True when the server did all that could be expected.
bool all_right(const Run& run);

}  // namespace kit::poke
