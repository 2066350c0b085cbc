// World: a loop whose time and network are simulated.
//
//   sim::World world;
//   world.run(main());   // an hour of sleep takes no time at all
//
// The loop, the tasks and the streams are the real ones; only the three interfaces below them are
// not. Without a seed, everything goes well, first in, first out. With a seed, the profile says
// what goes wrong, and the seed when: the same seed is the same run, on every machine.
//
//   sim::World world(4711, sim::flaky);
//   world.start(serve());                       // the program: its main task
//   Client& alice = world.client("alice", address);
//   alice.send("hi\n").expect("Echo: hi\r\n");  // runs the world until it has come
//   world.advance(60s);                         // exactly so much time
//   world.finish();                             // nothing may be left
//
// What a seeded world finds fault with, it throws as Failure: with seed, profile and moment.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/executor.hpp"
#include "loop/sim/client.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/complaints.hpp"
#include "loop/sim/failure.hpp"
#include "loop/sim/faults.hpp"
#include "loop/sim/fingerprint.hpp"
#include "loop/sim/network.hpp"
#include "loop/sim/profile.hpp"
#include "loop/sim/random.hpp"
#include "loop/sim/selector.hpp"
#include "loop/tasks/run.hpp"

namespace kit::sim {

class World final : private Surroundings {
 public:
  World();
  /// Listens to the log and to the loop's reports as long as it lives: one of these at a time in a
  /// program. What the program under test uses must outlive it.
  World(std::uint64_t seed, const Profile& profile);
  ~World() override;

  VirtualClock& clock() noexcept { return clock_; }
  Network& network() noexcept { return network_; }
  Faults& faults() noexcept { return faults_; }
  EventLoop& loop() noexcept { return loop_; }
  std::uint64_t seed() const noexcept { return seed_; }
  const Profile& profile() const noexcept { return profile_; }

  // A program that is a coroutine.

  /// Runs `main`, then cancels what is left and closes the loop. Throws Deadlock when nothing can
  /// wake anybody any more.
  template <class T>
  T run(Task<T> main, std::source_location where = std::source_location::current()) {
    return kit::run(loop_, std::move(main), where);
  }

  // A program, and a script outside it.

  /// The program's main task. It runs whenever the script lets the world run. Once for each world.
  void start(Task<void> main);
  /// Somebody who connects to `address`. Lives as long as the world.
  Client& client(std::string name, const Address& address);

  // These throw Failure when the program spins: when it runs on and on and no time passes.

  enum class Ended { goal, horizon, stuck };  // stuck: nothing can happen any more
  /// Runs until `goal`, or until so much time has passed, or nothing can happen any more.
  Ended run_until(std::function<bool()> goal, Duration limit);
  /// Until nothing can happen without time passing.
  void settle();
  /// Until exactly so much time has passed, and what is due then is done.
  void advance(Duration time);
  /// What the program may say in this world: reports and warnings that contain `text`.
  void expect_report(std::string text) { complaints_->expect(std::move(text)); }
  /// The end: throws Failure, naming all of it, if the main task is not done or has thrown, if a
  /// task, a coroutine's frame, a timer, a descriptor, a watcher or a stream is left, if the fault
  /// script is not done, or if there was a report, a warning or an error in the log that nobody
  /// expected.
  void finish();

  // What happened.

  /// The same for two runs that did the same: it covers each record of the trace, and what the
  /// clients did and heard, and when.
  std::uint64_t fingerprint();
  /// From now on a line for everything that a client does or hears, with the time.
  void set_story(std::function<void(std::string_view)> line) { story_ = std::move(line); }
  /// Adds to the story: "[1.000000 s] alice sends \"hi\\n\"".
  void tell(std::string_view who, std::string_view what, std::string_view bytes = {});
  /// Throws Failure with seed, profile and time before `what`.
  [[noreturn]] void fail(const std::string& what);

  /// A line for each task that is not done, after a first one for a deadlock.
  std::string describe_tasks();
  /// "2 tasks pending:", and a line for each.
  std::string list_tasks();

 private:
  std::unique_ptr<Selector> simulated_selector();
  void find_leftovers(std::vector<std::string>& found);

  void check_progress();

  bool act() override;
  std::optional<TimePoint> next_event() override;
  std::optional<TimePoint> horizon() override { return horizon_; }
  void horizon_reached(bool later) override;
  bool disturb(const std::vector<SelectorKey>& watched, std::vector<SelectorKey>& ready) override;
  void add_spurious(const std::vector<SelectorKey>& watched, std::vector<SelectorKey>& ready);

  std::unique_ptr<Complaints> complaints_;  // null without a seed; listens to the very end
  std::uint64_t seed_ = 0;
  Profile profile_{};
  Random luck_{0};
  VirtualClock clock_;
  Network network_;
  Faults faults_{network_};
  InlineExecutor executor_;
  std::unique_ptr<Trace> trace_;  // null without a seed
  Fingerprint fingerprint_;
  EventLoop loop_;
  std::size_t own_descriptors_;  // of the loop
  std::size_t own_watchers_;
  std::size_t own_frames_;  // coroutines of this thread that were there before this world
  std::optional<TaskHandle<void>> main_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::function<void(std::string_view)> story_;

  // While run_until() runs.
  std::function<bool()> goal_;
  std::optional<TimePoint> horizon_;  // none: Deadlock is thrown instead
  std::optional<Ended> ended_;
  TimePoint moment_{};
  std::size_t passes_ = 0;  // in that moment
};

/// Runs `scenario(seed)`, which returns World::fingerprint(), twice. Throws Failure if the second
/// run was not like the first, else returns the fingerprint.
std::uint64_t check_same_twice(std::uint64_t seed,
                               const std::function<std::uint64_t(std::uint64_t)>& scenario);

}  // namespace kit::sim
