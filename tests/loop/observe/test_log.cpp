// Log: lines that never make the loop wait.
#include "loop/observe/log.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <memory>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/os/fd.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/redirected.hpp"
#include "tests/support/stuck_pipe.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::Redirected;
using test::StuckPipe;

namespace {

/// Puts another level in place, and the one before back.
class WithLevel {
 public:
  explicit WithLevel(LogLevel level) : before_(log_level()) { set_log_level(level); }
  WithLevel(const WithLevel&) = delete;
  WithLevel& operator=(const WithLevel&) = delete;
  ~WithLevel() { set_log_level(before_); }

 private:
  LogLevel before_;
};

/// How many lines this report of dropped ones counts.
std::size_t dropped_in(const std::string& report) {
  std::smatch match;
  const bool is_report =
      std::regex_match(report, match, std::regex(R"(\((\d+) lines dropped: nobody read\)\n)"));
  CAPTURE(report);
  REQUIRE(is_report);
  return std::stoul(match[1]);
}

}  // namespace

TEST_CASE("LineSink: lines come out whole and in order") {
  StuckPipe pipe;
  LineSink sink(pipe.write_end());
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    const std::string line = "line " + std::to_string(i);
    CHECK(sink.write_line(line));
    expected += line + "\n";
  }
  CHECK(sink.write_line(""));
  expected += "\n";
  CHECK(pipe.read(expected.size()) == expected);
  CHECK(sink.flush(1h));
}

TEST_CASE("LineSink: a full pipe blocks nobody, the queue is bounded, what is lost is counted") {
  constexpr std::size_t bound = 4096;
  StuckPipe pipe;
  const std::size_t filled = pipe.fill();
  LineSink sink(pipe.write_end(), bound);
  const std::string line(63, 'x');
  std::size_t taken = 0;
  std::size_t dropped = 0;
  // If write_line wrote itself, it would block here for ever.
  for (int i = 0; i < 10'000; ++i) sink.write_line(line) ? ++taken : ++dropped;
  CHECK(dropped > 0);
  CHECK(taken * 64 >= bound - 64);
  CHECK(taken * 64 <= 2 * bound);  // one part that the thread writes, one that waits
  CHECK_FALSE(sink.flush(1ms));    // bounded: it has no chance to succeed

  pipe.read(filled);
  // All that was taken comes out, and the reports say how many did not; there may be more than one
  // report, because the thread may take its first part when some are dropped already.
  std::size_t told = 0;
  while (taken > 0 || told < dropped) {
    const std::string got = pipe.read_until("\n");
    if (got == line + "\n")
      --taken;
    else
      told += dropped_in(got);
  }
  CHECK(told == dropped);
  CHECK(sink.write_line("room again"));
  CHECK(pipe.read_until("\n") == "room again\n");
  CHECK(sink.flush(1h));
}

TEST_CASE("LineSink: the destructor flushes") {
  StuckPipe pipe;
  std::make_unique<LineSink>(pipe.write_end())->write_line("last words");
  CHECK(pipe.read(11) == "last words\n");
}

TEST_CASE("LineSink: a reader that is stuck keeps no destructor") {
  StuckPipe pipe;
  const std::size_t filled = pipe.fill();
  {
    LineSink sink(pipe.write_end());
    CHECK(sink.write_line("late"));
  }
  // The thread lives on, and still writes once somebody reads.
  pipe.read(filled);
  CHECK(pipe.read(5) == "late\n");
}

TEST_CASE("LineSink: nobody will ever read: no signal, no blocking") {
  StuckPipe pipe;
  pipe.close_read_end();
  LineSink sink(pipe.write_end());
  for (int i = 0; i < 100; ++i) {
    CHECK(sink.write_line("into the void"));
    CHECK(sink.flush(1h));  // written or given up, it is out of the queue
  }
  LineSink nowhere(-1);
  CHECK(nowhere.write_line("x"));
  CHECK(nowhere.flush(1h));
}

TEST_CASE("LineSink: a descriptor that somebody made non-blocking loses nothing") {
  StuckPipe pipe;
  set_nonblocking(pipe.write_end());
  LineSink sink(pipe.write_end());
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const std::string line(1000, static_cast<char>('a' + i % 26));
    CHECK(sink.write_line(line));
    expected += line + "\n";  // in all, more than a pipe holds
  }
  CHECK(pipe.read(expected.size()) == expected);
}

TEST_CASE("LineSink: one that was never used has nothing to flush") {
  LineSink sink(-1);
  CHECK(sink.flush(0s));
}

TEST_CASE("log: records below the level are dropped") {
  const test::CaptureLog capture;
  const WithLevel level(LogLevel::warning);
  log(LogLevel::debug, "d");
  log(LogLevel::info, "i");
  log(LogLevel::warning, "w");
  log(LogLevel::error, "e");
  CHECK(capture.records == std::vector<std::string>{"warning: w", "error: e"});
  set_log_level(LogLevel::off);
  log(LogLevel::error, "silence");
  CHECK(capture.records.size() == 2);
}

TEST_CASE("log: levels have names, and others are refused with the list of those") {
  for (const LogLevel level :
       {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error, LogLevel::off})
    CHECK(parse_log_level(to_string(level)) == level);
  for (const char* text : {"", "Info", "warn", "fatal"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_log_level(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parse_log_level("loud"),
                    "unknown log level 'loud'; choose one of: debug, info, warning, error, off");
}

TEST_CASE("log: without a handler, a line with date and level on stderr") {
  const LogHandler before = set_log_handler({});
  std::string line;
  {
    Redirected error(STDERR_FILENO);
    log(LogLevel::warning, "mind the gap");
    line = error.pipe.read_until("\n");
    flush_output(1h);
  }
  set_log_handler(before);
  const std::regex form(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} WARNING mind the gap\n)");
  CAPTURE(line);
  CHECK(std::regex_match(line, form));
}

TEST_CASE("print_line: a line on stdout") {
  std::string line;
  {
    Redirected output(STDOUT_FILENO);
    print_line("listening on 127.0.0.1:8080");
    line = output.pipe.read_until("\n");
    flush_output(1h);
  }
  CHECK(line == "listening on 127.0.0.1:8080\n");
}
