// YieldScheduler: what it asks of the selector, and what when the selector refuses.
//
// Readiness is level-triggered: what is ready and of no interest has to be disarmed, or the
// scheduler would be woken for it for ever. What is of interest again and again stays armed.
#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/yield_bench.hpp"

using namespace kit;
using test::Log;
using test::over_every_scheduler;
using test::waits;
using test::YieldBench;
using test::YieldPair;

namespace {

/// Sends and waits for the answer, `rounds` times; notes each time how often the selector was told.
Routine asks(YieldBench& bench, RoutineSocket socket, int rounds, std::vector<int>& changes) {
  for (; rounds > 0; --rounds) {
    test::send_now(bench.net(), socket.get(), "ping");
    co_yield recv(socket.get());
    CHECK(test::receive(bench.net(), socket.get()) == "ping");
    changes.push_back(bench.selector().changes);
  }
}

/// Sends back what comes, until the end.
Routine answers(YieldBench& bench, RoutineSocket socket) {
  for (;;) {
    co_yield recv(socket.get());
    const std::string text = test::receive(bench.net(), socket.get());
    if (text.empty()) break;
    test::send_now(bench.net(), socket.get(), text);
  }
}

/// Waits for one thing, leaves it as it is, and waits for another.
Routine leaves_unread(YieldWait one, YieldWait other, Log& log) {
  co_yield one;
  log.push_back("one");
  co_yield other;
  log.push_back("other");
}

}  // namespace

TEST_CASE("YieldScheduler: who waits for the same again costs the selector nothing") {
  over_every_scheduler([](YieldBench& bench) {
    std::vector<int> changes;
    YieldPair pair(bench);
    bench.scheduler().add(asks(bench, std::move(pair.near), 100, changes));
    bench.scheduler().add(answers(bench, std::move(pair.far)));
    bench.scheduler().run();
    REQUIRE(changes.size() == 100);
    CHECK(changes.front() == 2);  // each end was registered once
    CHECK(changes.back() == 2);
    CHECK(bench.failures() == 0);
    CHECK(bench.selector().get_map().empty());  // both have left
  });
}

TEST_CASE("YieldScheduler: what is ready and nobody waits for is disarmed") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair unread(bench);
    YieldPair quiet(bench);
    const int fd = unread.near.get();
    test::send_now(bench.net(), unread.far.get(), "x");
    bench.scheduler().add(leaves_unread(recv(fd), recv(quiet.near.get()), log));
    bench.scheduler().add(test::after_polls(bench, 1, [&] {
      CHECK(log == Log{"one"});
      CHECK(bench.armed(fd) == event_read);  // perhaps somebody will wait for it again
    }));
    bench.scheduler().add(test::after_polls(bench, 3, [&] {
      CHECK(bench.armed(fd) == 0);
      test::send_now(bench.net(), quiet.far.get(), "x");
    }));
    bench.scheduler().run();
    CHECK(log == Log{"one", "other"});
  });
}

TEST_CASE("YieldScheduler: unread bytes do not make it spin") {
  YieldBench bench("sim");
  Log log;
  YieldPair pair(bench);
  test::send_now(bench.net(), pair.far.get(), "x");
  bench.scheduler().add(leaves_unread(recv(pair.near.get()), recv(pair.far.get()), log));
  // Nobody will ever send, and the simulated selector says so when it has nothing to report.
  CHECK_THROWS_AS(bench.scheduler().run(), sim::Deadlock);
  CHECK(log == Log{"one"});
  CHECK(bench.selector().waits <= 3);
}

TEST_CASE("YieldScheduler: a writable socket without a sender does not make it spin") {
  YieldBench bench("sim");
  Log log;
  YieldPair pair(bench);
  bench.scheduler().add(waits(send(pair.near.get()), "sender", log));
  bench.scheduler().add(waits(recv(pair.near.get()), "receiver", log));
  CHECK_THROWS_AS(bench.scheduler().run(), sim::Deadlock);
  CHECK(log == Log{"sender ready"});
  CHECK(bench.selector().waits <= 3);
  CHECK(bench.armed(pair.near.get()) == event_read);  // the receiver still waits

  // And what it left is good: the next run() goes on with it.
  test::send_now(bench.net(), pair.far.get(), "x");
  bench.scheduler().run();
  CHECK(log == Log{"sender ready", "receiver ready"});
}

TEST_CASE("YieldScheduler: what was disarmed can be waited for again") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    const int fd = pair.near.get();
    test::send_now(bench.net(), pair.far.get(), "x");
    bench.scheduler().add(waits(recv(fd), "first", log));
    bench.scheduler().add(test::after_polls(bench, 3, [&] {
      CHECK(bench.armed(fd) == 0);
      bench.scheduler().add(waits(recv(fd), "second", log));
      bench.scheduler().add(waits(send(fd), "third", log));
    }));
    bench.scheduler().run();
    CHECK(log == Log{"first ready", "second ready", "third ready"});
  });
}

// ---- The selector refuses -----------------------------------------------------------------------

TEST_CASE("YieldScheduler: a descriptor that cannot be watched is an error of that routine") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    bench.scheduler().add(waits(recv(-1), "negative", log));
    bench.scheduler().add(waits(send(pair.near.get()), "other", log));
    bench.scheduler().run();
    CHECK(log == Log{"negative: invalid descriptor -1", "other ready"});
  });
}

TEST_CASE("YieldScheduler: waiting for a closed descriptor is an error, now or at the next call") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    const int fd = pair.near.get();
    pair.near.close();
    const std::string name(bench.selector().name());
    bench.scheduler().add(waits(recv(fd), "routine", log));
    bench.scheduler().run();
    REQUIRE(log.size() == 1);
    // select and poll take anything, and report it at once: recv() will say EBADF.
    if (name == "epoll" || name == "sim")
      CHECK(log[0].find("cannot watch descriptor " + std::to_string(fd)) != std::string::npos);
    else
      CHECK(log[0] == "routine ready");
    bench.scheduler().forget(fd);
  });
}

TEST_CASE("YieldScheduler: when a descriptor can no longer be watched, who waits for it is told") {
  // Only a selector that keeps its list in the kernel is told so early.
  const std::vector<std::string> here = available_selectors();
  for (const std::string name : {"sim", "epoll"}) {
    if (name != "sim" && std::count(here.begin(), here.end(), name) == 0) continue;
    CAPTURE(name);
    YieldBench bench(name);
    Log log;
    const auto pair = test::make_pair(bench.net());
    const int fd = pair[0];
    bench.scheduler().add(waits(recv(fd), "receiver", log));
    bench.scheduler().add(test::after_polls(bench, 1, [&] {
      test::close_both(bench.net(), pair);  // and does not tell the scheduler
      bench.scheduler().add(waits(send(fd), "sender", log));
    }));
    bench.scheduler().run();
    REQUIRE(log.size() == 2);
    for (const std::string& line : log)
      CHECK(line.find("cannot watch descriptor " + std::to_string(fd)) != line.npos);
    CHECK(bench.armed(fd) == 0);

    // The next socket of that number can be watched.
    YieldPair fresh(bench, test::make_pair_at(bench.net(), fd));
    test::send_now(bench.net(), fresh.far.get(), "x");
    bench.scheduler().add(waits(recv(fd), "new", log));
    bench.scheduler().run();
    CHECK(log.back() == "new ready");
  }
}

TEST_CASE("YieldScheduler: select refuses descriptor 1024, and the routine is told why") {
  const test::ManyDescriptors many;
  YieldBench bench("select");
  Log log;
  YieldPair pair(bench);
  const Fd high(::fcntl(pair.near.get(), F_DUPFD_CLOEXEC, 1024));
  if (!high) {
    MESSAGE("not tested: this system allows no descriptor of 1024");
    return;
  }
  bench.scheduler().add(waits(recv(high.get()), "high", log));
  bench.scheduler().add(waits(send(pair.near.get()), "low", log));
  bench.scheduler().run();
  REQUIRE(log.size() == 2);
  CHECK(log[0].find("high: select() takes descriptors below 1024, this one is 1024") == 0);
  CHECK(log[1] == "low ready");
}
