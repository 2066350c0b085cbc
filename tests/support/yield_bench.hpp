// A YieldScheduler with the sockets that it belongs to: the system's, or simulated ones.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/os/net.hpp"
#include "loop/os/socket.hpp"
#include "loop/sim/selector.hpp"
#include "tests/support/counting_selector.hpp"
#include "tests/support/pairs.hpp"

namespace kit::test {

/// What happened, in order.
using Log = std::vector<std::string>;

/// Its selector counts, and stops a scheduler that spins.
class YieldBench {
 public:
  explicit YieldBench(const std::string& name)
      : simulated_(name == "sim"),
        selector_(new CountingSelector(make_inner(name))),
        scheduler_(std::unique_ptr<Selector>(selector_)) {
    // For a scheduler that is broken. The simulated selector throws at once.
    if (!simulated_) selector_->patience = std::chrono::seconds(60);
    scheduler_.set_done_handler([this](const std::exception_ptr& end) { ends.push_back(end); });
  }
  YieldBench(const YieldBench&) = delete;
  YieldBench& operator=(const YieldBench&) = delete;

  bool simulated() const { return simulated_; }
  Net& net() { return simulated_ ? static_cast<Net&>(network_) : os_net(); }
  YieldScheduler& scheduler() { return scheduler_; }
  CountingSelector& selector() { return *selector_; }

  /// How the routines ended, in order: what each threw, or null.
  std::vector<std::exception_ptr> ends;
  /// How many of them threw.
  int failures() const {
    int count = 0;
    for (const std::exception_ptr& end : ends) count += end ? 1 : 0;
    return count;
  }

  RoutineSocket own(int fd) { return RoutineSocket(scheduler_, Socket(net(), fd)); }

  /// What the selector watches `fd` for at this moment; 0 for nothing.
  Events armed(int fd) const {
    for (const SelectorKey& key : selector_->get_map())
      if (key.fd == fd) return key.events;
    return 0;
  }

 private:
  std::unique_ptr<Selector> make_inner(const std::string& name) {
    if (!simulated_) return make_selector(name);
    return std::make_unique<sim::SimSelector>(clock_, network_,
                                              [] { return std::string("nobody can go on"); });
  }

  sim::VirtualClock clock_;
  sim::Network network_;
  bool simulated_;
  CountingSelector* selector_;  // the scheduler owns it
  YieldScheduler scheduler_;
};

/// A connected pair, closed through the scheduler.
struct YieldPair {
  explicit YieldPair(YieldBench& bench) : YieldPair(bench, make_pair(bench.net())) {}
  YieldPair(YieldBench& bench, const std::array<int, 2>& fds)
      : near(bench.own(fds[0])), far(bench.own(fds[1])) {}
  RoutineSocket near;
  RoutineSocket far;
};

/// Sends a few bytes at once.
inline void send_now(Net& net, int fd, std::string_view text) {
  const IoResult sent = net.send(fd, text);
  REQUIRE(sent.is_ok());
  REQUIRE(sent.bytes() == text.size());
}

/// Sends until the system takes no more.
inline void fill(Net& net, int fd) {
  while (net.send(fd, std::string(4096, '.')).is_ok()) continue;
}

// ---- Short routines -----------------------------------------------------------------------------

/// Notes that its turn has come.
inline Routine says(Log& log, std::string text) {
  log.push_back(text);
  co_return;
}

inline Routine fails(std::exception_ptr error) {
  std::rethrow_exception(error);
  co_return;
}

/// Waits once, and notes how that went: "NAME ready", or "NAME: " and the error.
inline Routine waits(YieldWait wait, std::string name, Log& log) {
  try {
    co_yield wait;
    log.push_back(name + " ready");
  } catch (const std::exception& error) {
    log.push_back(name + ": " + error.what());
  }
}

/// Waits once, and notes what came.
inline Routine receives(Net& net, int fd, std::string name, Log& log) {
  co_yield recv(fd);
  log.push_back(name + " got " + receive(net, fd));
}

/// Needs the selector `count` times, then calls `then`.
inline Routine after_polls(YieldBench& bench, int count, std::function<void()> then) {
  YieldPair own(bench);
  for (; count > 0; --count) {
    send_now(bench.net(), own.far.get(), "x");
    co_yield recv(own.near.get());
    receive(bench.net(), own.near.get());
  }
  then();
}

/// Calls `test(YieldBench&)` for the simulated selector, and for each of this system. The simulated
/// one comes first: where the others would wait for ever, it throws.
inline void over_every_scheduler(const std::function<void(YieldBench&)>& test) {
  std::vector<std::string> names = available_selectors();
  names.insert(names.begin(), "sim");
  for (const std::string& name : names) {
    CAPTURE(name);
    YieldBench bench(name);
    test(bench);
  }
}

}  // namespace kit::test
