// YieldScheduler: whose turn is it? Section G: G01 to G04.
//
// In the words of the original: a task is a Routine, and what is said at the end of each is told to
// the done handler, which prints by default.
#include "loop/ancestors/yield_scheduler.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/redirected.hpp"
#include "tests/support/witness.hpp"
#include "tests/support/yield_bench.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::Log;
using test::over_every_scheduler;
using test::says;
using test::Tally;
using test::waits;
using test::Witness;
using test::YieldBench;
using test::YieldPair;

// ---- G01 ----------------------------------------------------------------------------------------

TEST_CASE("G01: with nothing to do, run returns without asking the selector") {
  over_every_scheduler([](YieldBench& bench) {
    bench.scheduler().run();
    CHECK(bench.selector().waits == 0);
    CHECK(bench.ends.empty());
  });
}

TEST_CASE("G01: run ends when nobody is ready and nobody waits, and reports each end once") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    bench.scheduler().add(test::receives(bench.net(), pair.near.get(), "waiter", log));
    bench.scheduler().add(test::after_polls(bench, 3, [&] {
      CHECK(bench.ends.empty());  // nobody has ended yet, and the waiter keeps run() going
      test::send_now(bench.net(), pair.far.get(), "at last");
    }));
    bench.scheduler().run();
    CHECK(log == Log{"waiter got at last"});
    CHECK(bench.ends == std::vector<std::exception_ptr>(2));
  });
}

TEST_CASE("G01: run can be called again, with new routines") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    bench.scheduler().add(says(log, "one"));
    bench.scheduler().run();
    CHECK(log == Log{"one"});
    test::send_now(bench.net(), pair.far.get(), "two");
    bench.scheduler().add(test::receives(bench.net(), pair.near.get(), "again", log));
    bench.scheduler().run();
    CHECK(log == Log{"one", "again got two"});
    CHECK(bench.ends.size() == 2);
  });
}

TEST_CASE("G01: by default, 'Task done' on stdout, and in the log what was thrown") {
  const test::CaptureLog capture;
  std::string printed;
  {
    test::Redirected out(1);
    Log log;
    YieldScheduler scheduler;
    scheduler.set_done_handler([](const std::exception_ptr&) {});
    scheduler.add(says(log, "w"));
    scheduler.run();
    scheduler.set_done_handler({});  // the default again
    scheduler.add(says(log, "x"));
    scheduler.add(test::fails(std::make_exception_ptr(std::range_error("too far"))));
    scheduler.add(says(log, "y"));
    scheduler.run();
    print_line("the end");
    printed = out.pipe.read_until("the end\n");
    flush_output(1h);
  }
  CHECK(printed == "Task done\nTask done\nthe end\n");
  CHECK(capture.records == Log{"error: Exception in a routine, which ends: too far"});
}

// ---- G02 ----------------------------------------------------------------------------------------

namespace {

/// Each adds the next one, `more` of them.
Routine family(YieldBench& bench, int more, Log& log) {
  CHECK(bench.selector().waits == 0);
  log.push_back(std::to_string(more));
  if (more > 0) bench.scheduler().add(family(bench, more - 1, log));
  co_return;
}

}  // namespace

TEST_CASE("G02: the selector is asked only when nobody is ready") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    test::send_now(bench.net(), pair.far.get(), "x");  // there from the start
    bench.scheduler().add(waits(recv(pair.near.get()), "receiver", log));
    bench.scheduler().add(family(bench, 3, log));
    bench.scheduler().run();
    CHECK(log == Log{"3", "2", "1", "0", "receiver ready"});
    CHECK(bench.selector().waits == 1);
  });
}

TEST_CASE("G02: one answer of the selector wakes all that are ready") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    for (const RoutineSocket* each : {&pair.near, &pair.far}) {
      test::send_now(bench.net(), each->get(), "x");
      bench.scheduler().add(waits(recv(each->get()), "r", log));
      bench.scheduler().add(waits(send(each->get()), "s", log));
    }
    bench.scheduler().run();
    CHECK(log == Log{"r ready", "r ready", "s ready", "s ready"});
    CHECK(bench.selector().waits == 1);
  });
}

TEST_CASE("G02: who can receive comes before who can send, whatever the order of the waits") {
  for (const bool sender_first : {false, true}) {
    CAPTURE(sender_first);
    over_every_scheduler([&](YieldBench& bench) {
      Log log;
      YieldPair one(bench);
      YieldPair other(bench);
      const RoutineSocket& sender = sender_first ? one.near : other.near;
      const RoutineSocket& receiver = sender_first ? other.near : one.near;
      test::send_now(bench.net(), (sender_first ? other : one).far.get(), "x");
      if (sender_first) bench.scheduler().add(waits(send(sender.get()), "sender", log));
      bench.scheduler().add(waits(recv(receiver.get()), "receiver", log));
      if (!sender_first) bench.scheduler().add(waits(send(sender.get()), "sender", log));
      bench.scheduler().run();
      CHECK(log == Log{"receiver ready", "sender ready"});
    });
  }
}

TEST_CASE("G02: who is not ready is not woken") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair quiet(bench);
    YieldPair full(bench);
    test::fill(bench.net(), full.near.get());
    bench.scheduler().add(waits(recv(quiet.near.get()), "receiver", log));
    bench.scheduler().add(waits(send(full.near.get()), "sender", log));
    bench.scheduler().add(test::after_polls(bench, 3, [&] {
      CHECK(log.empty());
      test::send_now(bench.net(), quiet.far.get(), "x");
      while (!test::receive(bench.net(), full.far.get()).empty()) continue;
    }));
    bench.scheduler().run();
    CHECK(log == Log{"receiver ready", "sender ready"});
  });
}

// ---- G03 ----------------------------------------------------------------------------------------

namespace {

Routine parent(YieldScheduler& scheduler, Log& log) {
  scheduler.add(says(log, "child"));
  log.push_back("parent");
  co_return;
}

}  // namespace

TEST_CASE("G03: a routine starts when its turn comes, not as it is added") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    bench.scheduler().add(parent(bench.scheduler(), log));
    bench.scheduler().add(says(log, "next"));
    CHECK(log.empty());
    bench.scheduler().run();
    CHECK(log == Log{"parent", "next", "child"});
  });
}

// ---- G04 ----------------------------------------------------------------------------------------

namespace {

Routine yields(YieldWait wait, Witness) { co_yield wait; }

Routine tries(YieldWait wrong, YieldWait right, Log& log) {
  for (int i = 0; i < 2; ++i) {
    try {
      co_yield wrong;
    } catch (const std::runtime_error& error) {
      log.push_back(error.what());
    }
  }
  co_yield right;
  log.push_back("went on");
}

}  // namespace

TEST_CASE("G04: an unknown reason is a runtime error, and the end of that routine only") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    const YieldWait wrong{static_cast<YieldReason>(7), pair.near.get()};
    Tally tally;
    bench.scheduler().add(yields(wrong, Witness(tally)));
    bench.scheduler().add(waits(send(pair.near.get()), "other", log));
    bench.scheduler().run();
    REQUIRE(bench.ends.size() == 2);
    CHECK(test::as<std::runtime_error>(bench.ends[0]).what() ==
          std::string("Unknown yield reason 7: yield recv(fd) or send(fd)"));
    CHECK(log == Log{"other ready"});
    test::check_all_gone(tally);
  });
}

TEST_CASE("G04: a routine may catch it and wait for something sensible") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    const YieldWait wrong{static_cast<YieldReason>(2), pair.near.get()};
    bench.scheduler().add(tries(wrong, send(pair.near.get()), log));
    bench.scheduler().run();
    REQUIRE(log.size() == 3);
    CHECK(log[0].find("Unknown yield reason") == 0);
    CHECK(log[1] == log[0]);
    CHECK(log[2] == "went on");
    CHECK(bench.failures() == 0);
  });
}
