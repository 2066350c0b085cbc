// YieldScheduler: one routine's fault is not another's. Section G: G06, and the original's tables,
// in which a second waiter silently took the place of the first.
//
// Closed sockets, G07: test_yield_scheduler_closing.cpp.
#include <doctest/doctest.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"
#include "tests/support/yield_bench.hpp"

using namespace kit;
using test::Log;
using test::over_every_scheduler;
using test::Tally;
using test::waits;
using test::Witness;
using test::YieldBench;
using test::YieldPair;

namespace {

template <class Error>
std::exception_ptr an(Error error) {
  return std::make_exception_ptr(std::move(error));
}

Routine fails_after(YieldWait wait, std::exception_ptr error, Witness witness) {
  const Witness local(witness);
  co_yield wait;
  std::rethrow_exception(error);
}

}  // namespace

// ---- G06 ----------------------------------------------------------------------------------------

TEST_CASE("G06: an exception ends its routine and no other, at the first step or later") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    Tally tally;
    YieldPair one(bench);
    YieldPair other(bench);
    bench.scheduler().add(test::receives(bench.net(), one.near.get(), "patient", log));
    bench.scheduler().add(test::fails(an(std::range_error("at once"))));
    bench.scheduler().add(
        fails_after(send(other.near.get()), an(std::domain_error("later")), Witness(tally)));
    bench.scheduler().add(test::after_polls(bench, 3, [&] {
      test::check_all_gone(tally);
      test::send_now(bench.net(), one.far.get(), "news");
    }));
    bench.scheduler().run();
    CHECK(log == Log{"patient got news"});
    REQUIRE(bench.ends.size() == 4);
    CHECK(bench.failures() == 2);
    CHECK(test::as<std::range_error>(bench.ends[0]).what() == std::string("at once"));
    CHECK(test::as<std::domain_error>(bench.ends[1]).what() == std::string("later"));
  });
}

TEST_CASE("G06: what is thrown need not be a std::exception") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    bench.scheduler().add(test::fails(an(42)));
    bench.scheduler().add(test::says(log, "other"));
    bench.scheduler().run();
    CHECK(log == Log{"other"});
    REQUIRE(bench.ends.size() == 2);
    CHECK(test::as<int>(bench.ends[0]) == 42);
  });
}

TEST_CASE("G06: without a handler, it is logged, whatever it is") {
  const test::CaptureLog capture;
  YieldScheduler scheduler;
  scheduler.add(test::fails(an(42)));
  scheduler.add(test::fails(an(ConnectionResetError(ECONNRESET, "recv"))));
  scheduler.run();
  REQUIRE(capture.records.size() == 2);
  CHECK(capture.count("error: Exception in a routine, which ends: an exception of unknown") == 1);
  CHECK(capture.count("error: Exception in a routine, which ends: recv: ") == 1);
}

TEST_CASE("G06: an interrupt is not one routine's affair: it leaves run, and run can go on") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    Tally tally;
    YieldPair pair(bench);
    test::send_now(bench.net(), pair.far.get(), "x");
    bench.scheduler().add(waits(recv(pair.near.get()), "waiter", log));
    bench.scheduler().add(test::says(log, "before"));
    bench.scheduler().add(fails_after(send(pair.far.get()), an(Interrupted()), Witness(tally)));
    CHECK_THROWS_AS(bench.scheduler().run(), Interrupted);
    test::check_all_gone(tally);
    CHECK(bench.failures() == 0);  // not reported: it was thrown
    bench.scheduler().add(test::fails(an(SystemExit(3))));
    CHECK_THROWS_AS(bench.scheduler().run(), SystemExit);
    bench.scheduler().run();
    CHECK(log == Log{"before", "waiter ready"});
    CHECK(bench.ends.size() == 2);
  });
}

TEST_CASE("G06: after an interrupt, who stood in the queue behind is not lost") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    bench.scheduler().add(test::fails(an(Interrupted())));
    bench.scheduler().add(test::says(log, "behind"));
    CHECK_THROWS_AS(bench.scheduler().run(), Interrupted);
    CHECK(log.empty());
    bench.scheduler().run();
    CHECK(log == Log{"behind"});
  });
}

// ---- Two waiters on one descriptor --------------------------------------------------------------

TEST_CASE("YieldScheduler: of two that wait alike for one descriptor, the second is refused") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    test::fill(bench.net(), pair.near.get());
    const std::string refusal = ": another routine already waits for descriptor " +
                                std::to_string(pair.near.get()) + ": one may receive, one may send";
    bench.scheduler().add(waits(recv(pair.near.get()), "r1", log));
    bench.scheduler().add(waits(recv(pair.near.get()), "r2", log));
    bench.scheduler().add(waits(send(pair.near.get()), "s1", log));
    bench.scheduler().add(waits(send(pair.near.get()), "s2", log));
    bench.scheduler().add(test::after_polls(bench, 2, [&] {
      CHECK(log == Log{"r2" + refusal, "s2" + refusal});
      while (!test::receive(bench.net(), pair.far.get()).empty()) continue;
      test::send_now(bench.net(), pair.far.get(), "x");
    }));
    bench.scheduler().run();
    // The first of each kind waited on, undisturbed.
    CHECK(Log(log.begin() + 2, log.end()) == Log{"r1 ready", "s1 ready"});
  });
}

namespace {

/// Refused, it waits for something else, and then tries again.
Routine insists(YieldWait wait, YieldWait meanwhile, Log& log) {
  try {
    co_yield wait;
  } catch (const std::runtime_error&) {
    log.push_back("refused");
  }
  co_yield meanwhile;
  co_yield wait;
  log.push_back("second ready");
}

}  // namespace

TEST_CASE("YieldScheduler: who was refused may wait again when the place is free") {
  over_every_scheduler([](YieldBench& bench) {
    Log log;
    YieldPair pair(bench);
    const YieldWait wait = recv(pair.near.get());
    test::send_now(bench.net(), pair.far.get(), "x");
    bench.scheduler().add(waits(wait, "first", log));
    bench.scheduler().add(insists(wait, send(pair.far.get()), log));
    bench.scheduler().run();
    CHECK(log == Log{"refused", "first ready", "second ready"});
    CHECK(bench.failures() == 0);
  });
}

// ---- One client's reset -------------------------------------------------------------------------

namespace {

Routine reads_to_the_end(Net& net, RoutineSocket socket) {
  std::array<std::byte, 100> room;
  for (;;) {
    co_yield recv(socket.get());
    const IoResult result = net.recv(socket.get(), room);
    if (!result.is_ok() && !result.would_block())
      throw_os_error(result.error(), on_descriptor("recv", socket.get()));
    if (result.is_ok() && result.bytes() == 0) break;
  }
}

Routine accepts(YieldBench& bench, RoutineSocket listener, int count) {
  for (; count > 0; --count) {
    co_yield recv(listener.get());
    Address peer;
    const IoResult accepted = bench.net().accept(listener.get(), peer);
    REQUIRE(accepted.is_ok());
    RoutineSocket client = bench.own(accepted.fd());
    bench.scheduler().add(reads_to_the_end(bench.net(), std::move(client)));
  }
}

Routine calls(YieldBench& bench, Address server, bool resets) {
  Net& net = bench.net();
  Socket socket = make_socket(net, server.family());
  const IoResult connecting = net.connect(socket.get(), server);
  if (connecting.would_block()) co_yield send(socket.get());
  REQUIRE(net.socket_error(socket.get()) == 0);
  test::send_now(net, socket.get(), "hello");
  bench.scheduler().forget(socket.get());
  if (resets) net.reset(socket.release());
}

}  // namespace

TEST_CASE("G06: one client's reset does not end the server of the others") {
  over_every_scheduler([](YieldBench& bench) {
    Socket listener = listen_on(bench.net(), Address::ip("127.0.0.1", 0), 5);
    const Address here = bench.net().sockname(listener.get());
    bench.scheduler().add(accepts(bench, RoutineSocket(bench.scheduler(), std::move(listener)), 3));
    for (const bool resets : {false, true, false})
      bench.scheduler().add(calls(bench, here, resets));
    bench.scheduler().run();
    CHECK(bench.ends.size() == 7);  // the listener, three callers, and three that read
    REQUIRE(bench.failures() == 1);
    for (const std::exception_ptr& end : bench.ends)
      if (end) CHECK(test::is<ConnectionResetError>(end));
  });
}
