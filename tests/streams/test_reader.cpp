// StreamReader, fed by hand: what it cuts out of the bytes that come. With sockets under it:
// test_reader_socket.cpp.
//
// Where asyncio says ValueError, the kit throws std::invalid_argument (readline: LineTooLongError,
// derived from it). R12 (several separators) and R19 (iteration) have no counterpart here.

#include "streams/reader.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "loop/sim/world.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::as;
using test::failure_of;
using test::is;
using test::passes;

/// Runs a coroutine that needs a loop and no sockets.
void in_world(Task<void> main) {
  sim::World world;
  world.run(std::move(main));
}

TEST_CASE("R01: the limit is positive, 64 KiB unless said otherwise") {
  CHECK(StreamReader().limit() == 65536);
  CHECK(StreamReader(1).limit() == 1);
  CHECK_THROWS_AS(StreamReader(0), std::invalid_argument);
  CHECK_THROWS_AS(StreamReader(-1), std::invalid_argument);
  StreamReader reader;
  reader.set_limit(7);
  CHECK(reader.limit() == 7);
  CHECK_THROWS_AS(reader.set_limit(0), std::invalid_argument);
  CHECK(reader.limit() == 7);
}

TEST_CASE("R02: read(0) is empty and does not wait") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    const std::uint32_t pass = EventLoop::current().pass();
    const std::string nothing = co_await reader.read(0);
    CHECK(nothing.empty());
    CHECK(EventLoop::current().pass() == pass);
  };
  in_world(main());
}

TEST_CASE("R02: read(n) waits for one byte and returns up to n") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(reader.read(10));
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    reader.feed_data("abc");
    const std::string three = co_await waiting;
    CHECK(three == "abc");
    reader.feed_data("0123456789abc");
    const std::string ten = co_await reader.read(10);
    CHECK(ten == "0123456789");
    CHECK(reader.buffered() == "abc");
  };
  in_world(main());
}

TEST_CASE("R02: read(-1) is all until end of file, and then nothing") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(reader.read());
    reader.feed_data("one ");
    co_await passes(3);
    reader.feed_data("two");
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    reader.feed_eof();
    const std::string all = co_await waiting;
    CHECK(all == "one two");
    const std::string none = co_await reader.read();
    CHECK(none.empty());
    const std::string none_of_ten = co_await reader.read(10);
    CHECK(none_of_ten.empty());
  };
  in_world(main());
}

TEST_CASE("R03: read and readexactly ignore the limit") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader(3);
    reader.feed_data("1234567890");
    const std::string five = co_await reader.read(5);
    CHECK(five == "12345");
    const std::string exactly = co_await reader.readexactly(5);
    CHECK(exactly == "67890");
  };
  in_world(main());
}

TEST_CASE("R04: at_eof is true when the end has come and nothing is left") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    CHECK_FALSE(reader.at_eof());
    reader.feed_data("x");
    reader.feed_eof();
    CHECK_FALSE(reader.at_eof());
    co_await reader.read(1);
    CHECK(reader.at_eof());
  };
  in_world(main());
}

TEST_CASE("R05: readline returns through the line feed; at the end, what is left") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    reader.feed_data("one\ntw");
    const std::string one = co_await reader.readline();
    CHECK(one == "one\n");
    TaskHandle<std::string> waiting = create_task(reader.readline());
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    reader.feed_data("o\n\nrest");
    const std::string two = co_await waiting;
    CHECK(two == "two\n");
    const std::string empty_line = co_await reader.readline();
    CHECK(empty_line == "\n");
    reader.feed_eof();
    const std::string rest = co_await reader.readline();
    CHECK(rest == "rest");
    const std::string nothing = co_await reader.readline();
    CHECK(nothing.empty());
  };
  in_world(main());
}

TEST_CASE("R06: a line over the limit is dropped, what follows is kept") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader(7);
    reader.feed_data("12345678\nx");
    const std::exception_ptr failure = co_await failure_of(reader.readline());
    CHECK(is<LineTooLongError>(failure));
    CHECK(is<std::invalid_argument>(failure));
    CHECK(reader.buffered() == "x");
    reader.feed_data("y\n");
    const std::string next = co_await reader.readline();
    CHECK(next == "xy\n");
  };
  in_world(main());
}

TEST_CASE("R06: without its end in sight, all that is here of the line is dropped") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader(7);
    reader.feed_data("12345678");
    const std::exception_ptr failure = co_await failure_of(reader.readline());
    CHECK(is<LineTooLongError>(failure));
    CHECK(reader.buffered().empty());
    CHECK_FALSE(reader.at_eof());
  };
  in_world(main());
}

TEST_CASE("R07: the limit counts the bytes before the line feed") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader(7);
    reader.feed_data("1234567\n12345678\n");
    const std::string seven = co_await reader.readline();
    CHECK(seven == "1234567\n");
    const std::exception_ptr failure = co_await failure_of(reader.readline());
    CHECK(is<LineTooLongError>(failure));
  };
  in_world(main());
}

TEST_CASE("R14: a second reader is refused, the first is undisturbed") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> first = create_task(reader.read(10));
    co_await passes(1);
    const std::exception_ptr failure = co_await failure_of(reader.readline());
    const std::string text = as<std::runtime_error>(failure).what();
    CHECK(text.find("another coroutine is already waiting") != text.npos);
    reader.feed_data("for the first");
    const std::string got = co_await first;
    CHECK(got == "for the fi");
  };
  in_world(main());
}

TEST_CASE("R15: set_exception wakes the reader, and stays, whatever is buffered") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(reader.readexactly(10));
    co_await passes(1);
    reader.feed_data("abc");
    reader.set_exception(std::make_exception_ptr(std::domain_error("broken")));
    try {
      co_await waiting;
      FAIL_CHECK("the waiting read was not told");
    } catch (const std::domain_error& error) {
      CHECK(std::string(error.what()) == "broken");
    }
    CHECK(reader.exception() != nullptr);
    CHECK(reader.buffered() == "abc");
    const std::exception_ptr read = co_await failure_of(reader.read(1));
    CHECK(is<std::domain_error>(read));
    const std::exception_ptr none = co_await failure_of(reader.read(0));
    CHECK(is<std::domain_error>(none));
    const std::exception_ptr line = co_await failure_of(reader.readline());
    CHECK(is<std::domain_error>(line));
    const std::exception_ptr exactly = co_await failure_of(reader.readexactly(3));
    CHECK(is<std::domain_error>(exactly));
  };
  in_world(main());
}

TEST_CASE("R16: a cancelled read leaves the reader usable and loses nothing") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    reader.feed_data("abc");
    TaskHandle<std::string> waiting = create_task(reader.readexactly(6));
    co_await passes(1);
    waiting.cancel();
    co_await passes(2);
    CHECK(waiting.cancelled());
    reader.feed_data("def");
    const std::string all = co_await reader.readexactly(6);
    CHECK(all == "abcdef");
  };
  in_world(main());
}

TEST_CASE("R16: a read that is cancelled after its data came leaves them to the next") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(reader.read(10));
    co_await passes(1);
    reader.feed_data("abc");  // queues the one that waits,
    waiting.cancel();         // which is cancelled before its turn
    co_await passes(2);
    CHECK(waiting.cancelled());
    const std::string kept = co_await reader.read(10);
    CHECK(kept == "abc");
    TaskHandle<std::string> other = create_task(reader.read(10));
    co_await passes(1);
    other.cancel();
    reader.set_exception(std::make_exception_ptr(std::domain_error("late")));
    co_await passes(2);
    CHECK(other.cancelled());
  };
  in_world(main());
}

TEST_CASE("R17: feeding nothing changes nothing, feeding after the end is an error") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(reader.read(10));
    co_await passes(1);
    reader.feed_data("");
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    reader.feed_eof();
    const std::string nothing = co_await waiting;
    CHECK(nothing.empty());
    CHECK_THROWS_AS(reader.feed_data("x"), InvalidStateError);
  };
  in_world(main());
}

TEST_CASE("R20: a carriage return before the line feed is kept") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    reader.feed_data("PING\r\nx");
    const std::string line = co_await reader.readline();
    CHECK(line == "PING\r\n");
  };
  in_world(main());
}

}  // namespace
}  // namespace kit
