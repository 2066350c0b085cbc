// EventLoop: what becomes of exceptions that nobody catches.
#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/sim/world.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::CaptureLog;
using test::CaptureReports;
using test::run_pass;

namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("E01: a callback that throws is reported, and the loop goes on") {
  sim::World world;
  EventLoop& loop = world.loop();
  CaptureReports reports(loop);
  bool next_ran = false;
  const unsigned line = __LINE__ + 1;
  loop.call_soon([] { fail("no luck"); });
  loop.call_soon([&] { next_ran = true; });
  run_pass(loop);
  CHECK(next_ran);
  REQUIRE(reports.contexts.size() == 1);
  const ExceptionContext& context = reports.contexts.front();
  CHECK(describe(context.exception) == "no luck");
  CHECK_THROWS_AS(std::rethrow_exception(context.exception), std::runtime_error);
  CHECK(contains(context.message, "Exception in callback created at "));
  CHECK(contains(context.message, "test_event_loop_reports.cpp:" + std::to_string(line)));
}

TEST_CASE("E01: timers, and exceptions that are no std::exception, are reported as well") {
  sim::World world;
  EventLoop& loop = world.loop();
  CaptureReports reports(loop);
  loop.call_later(1s, [] { throw 42; });
  loop.call_later(2s, [&] { loop.stop(); });
  loop.run_forever();
  REQUIRE(reports.contexts.size() == 1);
  CHECK(describe(reports.contexts.front().exception) == "an exception of unknown type");
}

TEST_CASE("E01: so is a callback that another thread posted") {
  sim::World world;
  CaptureReports reports(world.loop());
  world.loop().call_soon_threadsafe([] { fail("from afar"); });
  run_pass(world.loop());  // finds the news
  run_pass(world.loop());  // runs it
  REQUIRE(reports.contexts.size() == 1);
  CHECK(contains(reports.contexts.front().message, "test_event_loop_reports.cpp"));
}

TEST_CASE("L18: an empty function is reported with the place that queued it") {
  sim::World world;
  CaptureReports reports(world.loop());
  world.loop().call_soon(std::function<void()>());
  run_pass(world.loop());
  REQUIRE(reports.contexts.size() == 1);
  CHECK(contains(reports.contexts.front().message, "test_event_loop_reports.cpp"));
  CHECK_THROWS_AS(std::rethrow_exception(reports.contexts.front().exception),
                  std::bad_function_call);
}

TEST_CASE("E02: a reader or writer that throws is reported, and stays") {
  sim::World world;
  EventLoop& loop = world.loop();
  CaptureReports reports(loop);
  std::array<int, 2> pair{};
  REQUIRE(world.network().socketpair(pair).is_ok());
  REQUIRE(world.network().send(pair[1], "x").is_ok());
  loop.add_reader(pair[0], [] { fail("reading"); });
  run_pass(loop);
  run_pass(loop);
  CHECK(reports.contexts.size() == 2);  // ready again, called again
  CHECK(loop.remove_reader(pair[0]));
  loop.add_writer(pair[0], [] { fail("writing"); });
  run_pass(loop);
  run_pass(loop);
  CHECK(reports.contexts.size() == 4);
  CHECK(loop.remove_writer(pair[0]));
}

TEST_CASE("E03: without a handler, one record at level error, details in order of their names") {
  sim::World world;
  const CaptureLog log;
  ExceptionContext context;
  context.message = "Exception in test";
  context.exception = std::make_exception_ptr(std::runtime_error("no luck"));
  context.details = {{"task", "Task-7"}, {"peer", "127.0.0.1:9"}};
  world.loop().call_exception_handler(context);
  REQUIRE(log.records.size() == 1);
  CHECK(log.records.front() ==
        "error: Exception in test\n  exception: no luck\n  peer: 127.0.0.1:9\n  task: Task-7");
}

TEST_CASE("E03: a report without an exception has its message alone") {
  sim::World world;
  const CaptureLog log;
  world.loop().call_exception_handler({.message = "odd", .exception = {}, .details = {}});
  CHECK(log.records == std::vector<std::string>{"error: odd"});
}

TEST_CASE("E04: a handler replaces the log record; an empty one brings it back") {
  sim::World world;
  EventLoop& loop = world.loop();
  const CaptureLog log;
  int calls = 0;
  loop.set_exception_handler([&](const ExceptionContext&) { ++calls; });
  loop.call_soon([] { fail("one"); });
  run_pass(loop);
  CHECK(calls == 1);
  CHECK(log.records.empty());

  loop.set_exception_handler({});
  loop.call_soon([] { fail("two"); });
  run_pass(loop);
  CHECK(calls == 1);
  CHECK(log.count("exception: two") == 1);
  CHECK(log.records.size() == 1);
}

TEST_CASE("E04: a handler that throws is logged, and so is what it was told") {
  sim::World world;
  EventLoop& loop = world.loop();
  const CaptureLog log;
  loop.set_exception_handler([](const ExceptionContext&) { fail("the handler itself"); });
  loop.call_soon([] { fail("the first trouble"); });
  run_pass(loop);
  CHECK(log.count("error: Unhandled error in exception handler: the handler itself") == 1);
  CHECK(log.count("exception: the first trouble") == 1);
  CHECK(log.records.size() == 2);
}

TEST_CASE("E06: a BaseException leaves run_forever and is not reported") {
  sim::World world;
  EventLoop& loop = world.loop();
  CaptureReports reports(loop);
  std::vector<std::string> said;
  loop.call_soon([] { throw SystemExit(3); });
  loop.call_soon([&] { said.push_back("second"); });
  try {
    loop.run_forever();
    FAIL("run_forever returned");
  } catch (const SystemExit& exit) {
    CHECK(exit.status() == 3);
  }
  CHECK(reports.contexts.empty());
  CHECK(said.empty());
  CHECK_FALSE(loop.is_running());

  // The loop is as good as before: what was left of the pass comes first in the next one.
  loop.call_soon([&] {
    said.push_back("third");
    loop.stop();
  });
  loop.run_forever();
  CHECK(said == std::vector<std::string>{"second", "third"});
}

TEST_CASE("E06: a BaseException leaves from a reader too, and the descriptor stays registered") {
  sim::World world;
  EventLoop& loop = world.loop();
  std::array<int, 2> pair{};
  REQUIRE(world.network().socketpair(pair).is_ok());
  REQUIRE(world.network().send(pair[1], "x").is_ok());
  int calls = 0;
  loop.add_reader(pair[0], [&] {
    ++calls;
    if (calls == 1) throw Interrupted();
    loop.stop();
  });
  CHECK_THROWS_AS(loop.run_forever(), Interrupted);
  loop.run_forever();
  CHECK(calls == 2);
}

TEST_CASE("E06: `catch (const std::exception&)` does not swallow a BaseException") {
  const auto swallow = [] {
    try {
      throw Cancelled();
    } catch (const std::exception&) {
      return;
    }
  };
  CHECK_THROWS_AS(swallow(), Cancelled);
}
