// The people of lesson 8's tests: a scheduler in a simulated world, and routines that write into a
// log what becomes of them.
#pragma once

#include <array>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "loop/sim/selector.hpp"
#include "tests/support/yield_bench.hpp"

namespace kit {

/// What happened, in order. A base, so that it outlives the routines that write into it.
struct Diary {
  std::string log;
};

/// A scheduler, and pairs of connected sockets: what is sent into one comes out of the other.
class Bench : public Diary, public test::YieldBench {
 public:
  Bench() : YieldBench("sim") {}

  std::array<int, 2> pair() { return test::make_pair(net()); }
  void add(Routine routine) { scheduler().add(std::move(routine)); }

  /// Notes how it came to its end.
  void run() {
    try {
      scheduler().run();
      log += "All have ended. ";
    } catch (const sim::Deadlock&) {
      log += "Nobody can go on. ";
    }
  }

  /// What the selector watches `fd` for.
  std::string watched(int fd) const {
    const Events events = armed(fd);
    if (events == 0) return "nothing";
    if (events == event_read) return "read";
    return events == event_write ? "write" : "read and write";
  }

  /// Each routine that has ended: "well", or what it threw.
  std::string ended() const {
    std::string text;
    for (const std::exception_ptr& end : ends) text += (end ? describe(end) : "well") + ". ";
    return text;
  }
};

inline Routine says(Bench& bench, std::string text) {
  bench.log += text + ". ";
  co_return;
}

inline Routine adds(Bench& bench, std::string text) {
  bench.add(says(bench, text + "'s child"));
  bench.log += text + ". ";
  co_return;
}

/// Dies with a routine that is destroyed while it waits, and says so.
class Guard {
 public:
  Guard(Bench& bench, const std::string& name) : log_(bench.log), name_(name) {}
  ~Guard() {
    if (!through) log_ += name_ + " vanishes. ";
  }
  bool through = false;

 private:
  std::string& log_;
  const std::string& name_;
};

/// Waits once. Notes that it goes on, or what was thrown.
inline Routine waits(Bench& bench, YieldWait wait, std::string name) {
  Guard guard(bench, name);
  bench.log += name + " waits. ";
  try {
    co_yield wait;
    bench.log += name + " goes on. ";
  } catch (const ConnectionAbortedError&) {
    bench.log += name + " is sent home. ";
  } catch (const std::exception&) {
    bench.log += name + " is refused. ";
  }
  guard.through = true;
}

inline Routine stops(Bench& bench) {
  bench.log += "Stop. ";
  bench.scheduler().stop();
  co_return;
}

/// Waits for something to come, notes it, and does so again until the end.
inline Routine reads(Bench& bench, int fd, std::string name) {
  for (std::string text = "x"; !text.empty();) {
    co_yield recv(fd);
    text = test::receive(bench.net(), fd);
    bench.log += name + (text.empty() ? " ends. " : " got " + text + ". ");
  }
}

/// Sends each letter when the selector has been asked once more; then it says that this was all.
inline Routine sends(Bench& bench, int fd, std::string letters) {
  for (const char letter : letters) {
    co_yield send(fd);
    test::send_now(bench.net(), fd, std::string_view(&letter, 1));
  }
  (void)bench.net().shutdown_write(fd);
}

/// Has so many turns, between which the selector is asked. Then sends.
inline Routine idles_and_sends(Bench& bench, int fd, int turns) {
  for (; turns > 0; --turns) co_yield send(fd);
  bench.log += "A letter. ";
  test::send_now(bench.net(), fd, "x");
}

/// Does what RoutineSocket does when it closes.
inline Routine closes(Bench& bench, int fd) {
  bench.log += "Closed. ";
  bench.scheduler().forget(fd);
  bench.net().close(fd);
  co_return;
}

/// Woken, it closes the socket that another one waits for.
inline Routine closes_when_woken(Bench& bench, int fd, int victim) {
  co_yield recv(fd);
  closes(bench, victim).next();
}

inline Routine throws_at_once(std::exception_ptr error) {
  std::rethrow_exception(error);
  co_return;
}

}  // namespace kit
