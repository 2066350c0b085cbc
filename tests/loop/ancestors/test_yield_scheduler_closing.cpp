// YieldScheduler: descriptors that are closed while somebody waits, numbers that come again, and
// the end. Section G: G07.
#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"
#include "tests/support/yield_bench.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::Log;
using test::over_every_scheduler;
using test::Tally;
using test::waits;
using test::Witness;
using test::YieldBench;
using test::YieldPair;

namespace {

std::string closed_text(int fd) {
  return "descriptor " + std::to_string(fd) + " was closed while a routine waited for it";
}

/// Waits, and lets what is thrown out.
Routine trusts(YieldWait wait) { co_yield wait; }

}  // namespace

// ---- G07 ----------------------------------------------------------------------------------------

TEST_CASE("G07: closing a socket wakes who waits for it with an error; run goes on") {
  over_every_scheduler([](YieldBench& bench) {
    YieldPair pair(bench);
    const int fd = pair.near.get();
    test::fill(bench.net(), fd);
    bench.scheduler().add(trusts(recv(fd)));
    bench.scheduler().add(trusts(send(fd)));
    bench.scheduler().add(test::after_polls(bench, 2, [&] { pair.near.close(); }));
    bench.scheduler().add(test::after_polls(bench, 4, [&] { CHECK(bench.ends.size() == 3); }));
    bench.scheduler().run();
    REQUIRE(bench.ends.size() == 4);
    CHECK(bench.failures() == 2);
    for (const std::size_t waiter : {1, 2}) {
      const auto error = test::as<ConnectionAbortedError>(bench.ends[waiter]);
      CHECK(error.error_number() == ECONNABORTED);
      CHECK(std::string(error.what()).find(closed_text(fd)) == 0);
    }
  });
}

TEST_CASE("G07: a closed socket is watched no more, although a copy of it is still open") {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    YieldBench bench(name);
    Log log;
    YieldPair pair(bench);
    const Fd copy = duplicate(pair.near.get());
    bench.scheduler().add(waits(recv(pair.near.get()), "routine", log));
    bench.scheduler().add(test::after_polls(bench, 2, [&] {
      pair.near.close();
      test::send_now(bench.net(), pair.far.get(), "x");  // the copy is readable now
    }));
    bench.scheduler().run();
    CHECK(log.size() == 1);
    CHECK(bench.selector().get_map().empty());
    CHECK(bench.selector().select(0s).empty());
  }
}

namespace {

/// Woken, it closes `victim` and opens another socket of the same number. Then it waits for that.
Routine replaces(YieldBench& bench, YieldPair& mine, YieldPair& victim, Log& log) {
  co_yield recv(mine.near.get());
  const int fd = victim.near.get();
  victim.near.close();
  YieldPair fresh(bench, test::make_pair_at(bench.net(), fd));
  REQUIRE(fresh.near.get() == fd);
  CHECK(bench.armed(fd) == 0);  // it starts afresh
  test::send_now(bench.net(), fresh.far.get(), "for the new one");
  co_yield recv(fd);
  log.push_back("new got " + test::receive(bench.net(), fd));
}

/// Expects to be told that its socket is gone.
Routine loses(YieldWait wait, Log& log) {
  try {
    co_yield wait;
    log.push_back("old ready");
  } catch (const ConnectionAbortedError&) {
    log.push_back("old aborted");
  }
}

}  // namespace

TEST_CASE("G07: closed between waking and turn, and the number given away: nobody is mistaken") {
  for (const YieldReason reason : {YieldReason::recv, YieldReason::send}) {
    CAPTURE(static_cast<int>(reason));
    over_every_scheduler([&](YieldBench& bench) {
      Log log;
      YieldPair first(bench);
      YieldPair second(bench);
      // Both are ready at once. The first one's turn comes first, and it closes the second.
      test::send_now(bench.net(), first.far.get(), "x");
      test::send_now(bench.net(), second.far.get(), "for the old one");
      bench.scheduler().add(replaces(bench, first, second, log));
      bench.scheduler().add(loses(YieldWait{reason, second.near.get()}, log));
      bench.scheduler().run();
      CHECK(log == Log{"old aborted", "new got for the new one"});
      CHECK(bench.failures() == 0);
    });
  }
}

TEST_CASE("G07: closed while it waits, and the number given away: nobody is mistaken") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair first(bench);
    YieldPair second(bench);
    test::send_now(bench.net(), first.far.get(), "x");
    bench.scheduler().add(replaces(bench, first, second, log));
    bench.scheduler().add(loses(recv(second.near.get()), log));
    bench.scheduler().run();
    CHECK(log == Log{"old aborted", "new got for the new one"});
    CHECK(bench.failures() == 0);
  });
}

TEST_CASE("G07: to forget what nobody waits for, or what never was, does nothing") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    for (const int fd : {-1, pair.near.get(), 100'000}) bench.scheduler().forget(fd);
    bench.scheduler().add(waits(send(pair.near.get()), "before", log));
    bench.scheduler().run();
    bench.scheduler().forget(pair.near.get());
    bench.scheduler().forget(pair.near.get());
    CHECK(bench.selector().get_map().empty());
    bench.scheduler().add(waits(send(pair.near.get()), "after", log));
    bench.scheduler().run();
    CHECK(log == Log{"before ready", "after ready"});
  });
}

TEST_CASE("RoutineSocket: closes once, and moving hands the socket over") {
  over_every_scheduler([](YieldBench& bench) {
    YieldPair pair(bench);
    const int number = pair.near.get();
    {
      const RoutineSocket taken = std::move(pair.near);
      CHECK(taken.get() == number);
      CHECK(pair.near.get() == -1);  // NOLINT: what a moved-from one says is part of its promise
      pair.near.close();             // owns nothing
      test::send_now(bench.net(), pair.far.get(), "still open");
      CHECK(test::receive(bench.net(), taken.get()) == "still open");
    }
    // The destructor has closed it: the number is free, and a second close must not take it.
    const auto next = test::make_pair_at(bench.net(), number);
    pair.near.close();
    test::send_now(bench.net(), next[1], "x");
    CHECK(test::receive(bench.net(), number) == "x");
    test::close_both(bench.net(), next);
  });
}

// ---- stop ---------------------------------------------------------------------------------------

namespace {

/// Sends what has not gone out yet, and waits for an answer.
Routine finishes(YieldBench& bench, RoutineSocket socket, Log& log) {
  co_yield send(socket.get());
  test::send_now(bench.net(), socket.get(), "last words");
  log.push_back("sent");
  co_yield recv(socket.get());
  log.push_back(test::receive(bench.net(), socket.get()));
}

}  // namespace

TEST_CASE("YieldScheduler: stop ends who waits to receive, and lets who sends finish") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair quiet(bench);
    YieldPair busy(bench);
    test::fill(bench.net(), busy.near.get());
    bench.scheduler().add(trusts(recv(quiet.near.get())));
    bench.scheduler().add(finishes(bench, std::move(busy.near), log));
    bench.scheduler().add(test::after_polls(bench, 2, [&] {
      bench.scheduler().stop();
      while (!test::receive(bench.net(), busy.far.get()).empty()) continue;
      test::send_now(bench.net(), busy.far.get(), "thanks");
    }));
    bench.scheduler().run();
    // Who did not wait to receive at that moment goes on as if nothing had been.
    CHECK(log == Log{"sent", "thanks"});
    REQUIRE(bench.ends.size() == 3);
    CHECK(bench.ends[0] == nullptr);
    const auto error = test::as<ConnectionAbortedError>(bench.ends[1]);
    CHECK(std::string(error.what()).find("the scheduler stops") == 0);
    CHECK(bench.ends[2] == nullptr);
  });
}

// ---- The scheduler goes -------------------------------------------------------------------------

namespace {

Routine owns(RoutineSocket socket, Witness witness) {
  const Witness local(witness);
  co_yield recv(socket.get());
}

Routine borrows(YieldWait wait, Witness witness) {
  const Witness local(witness);
  co_yield wait;
}

}  // namespace

TEST_CASE("YieldScheduler: its destructor ends who still waits, and their sockets are closed") {
  Tally tally;
  sim::VirtualClock clock;
  sim::Network network;
  {
    std::vector<Socket> others;
    YieldScheduler scheduler(std::make_unique<sim::SimSelector>(
        clock, network, [] { return std::string("nobody can go on"); }));
    scheduler.set_done_handler([](const std::exception_ptr&) { FAIL("none of them ends"); });
    for (const bool owner_first : {false, true}) {
      const auto pair = test::make_pair(network);
      test::fill(network, pair[1]);
      others.emplace_back(network, pair[0]);
      RoutineSocket writer(scheduler, Socket(network, pair[1]));
      // One socket, two waiters: as its owner dies, it is closed, and the other one is woken. It
      // must not have a turn any more.
      const YieldWait other_way = send(writer.get());
      if (!owner_first) scheduler.add(borrows(other_way, Witness(tally)));
      scheduler.add(owns(std::move(writer), Witness(tally)));
      if (owner_first) scheduler.add(borrows(other_way, Witness(tally)));
    }
    CHECK_THROWS_AS(scheduler.run(), sim::Deadlock);
  }
  test::check_all_gone(tally);
  CHECK(network.open_descriptors() == 0);
}

TEST_CASE("YieldScheduler: its destructor ends who never had a turn") {
  Tally tally;
  sim::Network network;
  {
    YieldScheduler scheduler;
    for (int i = 0; i < 3; ++i) {
      const auto pair = test::make_pair(network);
      network.close(pair[1]);
      RoutineSocket socket(scheduler, Socket(network, pair[0]));
      scheduler.add(owns(std::move(socket), Witness(tally)));
    }
  }
  test::check_all_gone(tally);
  CHECK(network.open_descriptors() == 0);
}
