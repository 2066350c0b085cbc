// StreamReader's readuntil, readexactly and fill, fed by hand.

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "loop/sim/world.hpp"
#include "streams/reader.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::as;
using test::failure_of;
using test::is;
using test::passes;

void in_world(Task<void> main) {
  sim::World world;
  world.run(std::move(main));
}

TEST_CASE("R08: readuntil returns through the separator, also when that comes in pieces") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(reader.readuntil("aaa"));
    for (const char* const piece : {"QWEaa", "XYaa", "a!"}) {
      co_await passes(2);
      CHECK_FALSE(waiting.done());
      reader.feed_data(piece);
    }
    const std::string record = co_await waiting;
    CHECK(record == "QWEaaXYaaa");
    CHECK(reader.buffered() == "!");
    const std::exception_ptr failure = co_await failure_of(reader.readuntil(""));
    CHECK(is<std::invalid_argument>(failure));
  };
  in_world(main());
}

TEST_CASE("R08: readuntil gives the same for every way to cut the bytes") {
  static constexpr auto main = []() -> Task<void> {
    const std::string text = "ab\r\r\ncd\r\n";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      CAPTURE(cut);
      StreamReader reader;
      TaskHandle<std::string> first = create_task(reader.readuntil("\r\n"));
      co_await passes(1);
      reader.feed_data(text.substr(0, cut));
      co_await passes(2);
      reader.feed_data(text.substr(cut));
      const std::string one = co_await first;
      CHECK(one == "ab\r\r\n");
      const std::string two = co_await reader.readuntil("\r\n");
      CHECK(two == "cd\r\n");
    }
  };
  in_world(main());
}

TEST_CASE("R09: end of file without a separator: everything is in the error") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    reader.feed_data("some data");
    reader.feed_eof();
    const std::exception_ptr failure = co_await failure_of(reader.readuntil("!"));
    const IncompleteReadError error = as<IncompleteReadError>(failure);
    CHECK(error.partial == "some data");
    CHECK_FALSE(error.expected.has_value());
    CHECK(std::string(error.what()) == "9 bytes read on a total of undefined expected bytes");
    CHECK(reader.at_eof());
    const std::exception_ptr again = co_await failure_of(reader.readuntil("!"));
    CHECK(as<IncompleteReadError>(again).partial.empty());
  };
  in_world(main());
}

TEST_CASE("R09: readexactly at end of file says how much was wanted") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::exception_ptr> waiting = create_task(failure_of(reader.readexactly(10)));
    co_await passes(1);
    reader.feed_data("abc");
    co_await passes(2);
    CHECK_FALSE(waiting.done());
    reader.feed_eof();
    const std::exception_ptr failure = co_await waiting;
    const IncompleteReadError error = as<IncompleteReadError>(failure);
    CHECK(error.partial == "abc");
    CHECK(error.expected == 10u);
    CHECK(std::string(error.what()) == "3 bytes read on a total of 10 expected bytes");
    CHECK(reader.at_eof());
    const std::string none = co_await reader.readexactly(0);
    CHECK(none.empty());
    const std::exception_ptr negative = co_await failure_of(reader.readexactly(-1));
    CHECK(is<std::invalid_argument>(negative));
  };
  in_world(main());
}

/// What readuntil says about `bytes`, of which nothing may get lost.
Task<LimitOverrunError> overrun(std::string bytes, std::string separator, std::int64_t limit) {
  StreamReader reader(limit);
  reader.feed_data(bytes);
  const std::exception_ptr failure = co_await failure_of(reader.readuntil(std::move(separator)));
  CHECK(reader.buffered() == bytes);
  const LimitOverrunError error = as<LimitOverrunError>(failure);
  co_return error;
}

TEST_CASE("R10: over the limit, with the separator found") {
  static constexpr auto main = []() -> Task<void> {
    const LimitOverrunError error = co_await overrun("12345678\nx", "\n", 7);
    CHECK(error.consumed == 8);
    CHECK(std::string(error.what()) == "Separator is found, but chunk is longer than limit");
  };
  in_world(main());
}

TEST_CASE("R10: over the limit, with no separator found") {
  static constexpr auto main = []() -> Task<void> {
    const LimitOverrunError one = co_await overrun("12345678", "\n", 7);
    CHECK(one.consumed == 8);
    CHECK(std::string(one.what()) == "Separator is not found, and chunk exceed the limit");
    // The last byte may be the first of a separator: it is not known to be without one.
    const LimitOverrunError two = co_await overrun("12345678\r", "\r\n", 7);
    CHECK(two.consumed == 8);
  };
  in_world(main());
}

TEST_CASE("R10: consume(consumed) is the way on") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader(7);
    reader.feed_data("12345678\r");
    const std::exception_ptr failure = co_await failure_of(reader.readuntil("\r\n"));
    reader.consume(as<LimitOverrunError>(failure).consumed);
    reader.feed_data("\nnext\r\n");
    const std::string rest = co_await reader.readuntil("\r\n");
    CHECK(rest == "\r\n");
    const std::string next = co_await reader.readuntil("\r\n");
    CHECK(next == "next\r\n");
  };
  in_world(main());
}

TEST_CASE("R11: exactly the limit and no separator yet: keeps waiting") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader(7);
    TaskHandle<std::string> waiting = create_task(reader.readuntil("\n"));
    reader.feed_data("1234567");
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    reader.feed_data("\n");
    const std::string line = co_await waiting;
    CHECK(line == "1234567\n");

    TaskHandle<std::string> with_cr = create_task(reader.readuntil("\r\n"));
    reader.feed_data("1234567\r");
    co_await passes(3);
    CHECK_FALSE(with_cr.done());
    reader.feed_data("\n");
    const std::string crlf = co_await with_cr;
    CHECK(crlf == "1234567\r\n");

    TaskHandle<std::exception_ptr> over = create_task(failure_of(reader.readuntil("\n")));
    reader.feed_data("1234567");
    co_await passes(3);
    CHECK_FALSE(over.done());
    reader.feed_data("8");
    const std::exception_ptr failure = co_await over;
    CHECK(as<LimitOverrunError>(failure).consumed == 8);
  };
  in_world(main());
}

TEST_CASE("fill: waits for more, however much is buffered, and tells the end of file") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    reader.feed_data("abc");
    TaskHandle<bool> waiting = create_task(test::filled(reader));
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    reader.feed_data("def");
    const bool more = co_await waiting;
    CHECK(more);
    CHECK(reader.buffered() == "abcdef");
    reader.consume(2);
    CHECK(reader.buffered() == "cdef");
    reader.feed_eof();
    const bool none = co_await reader.fill();
    CHECK_FALSE(none);
    CHECK(reader.buffered() == "cdef");
    CHECK_FALSE(reader.at_eof());
  };
  in_world(main());
}

/// What `read` gives when the end of file comes in the same breath as the only data, and it has
/// waited for both.
template <class T>
Task<T> fed_to_the_end(StreamReader& reader, Task<T> read) {
  TaskHandle<T> waiting = create_task(std::move(read));
  co_await passes(2);
  CHECK_FALSE(waiting.done());
  reader.feed_data("a\nb\n");
  reader.feed_eof();
  T got = co_await waiting;
  co_return got;
}

TEST_CASE("R08: data just before the end of file is not lost on whoever waits") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader until;
    const std::string record = co_await fed_to_the_end(until, until.readuntil("\n"));
    CHECK(record == "a\n");
    CHECK(until.buffered() == "b\n");
    StreamReader lines;
    const std::string line = co_await fed_to_the_end(lines, lines.readline());
    CHECK(line == "a\n");
    const std::string last = co_await lines.readline();
    CHECK(last == "b\n");
    const std::string nothing = co_await lines.readline();
    CHECK(nothing.empty());
    StreamReader exactly;
    const std::string four = co_await fed_to_the_end(exactly, exactly.readexactly(4));
    CHECK(four == "a\nb\n");
    CHECK(exactly.at_eof());
    StreamReader some;
    const std::string two = co_await fed_to_the_end(some, some.read(2));
    CHECK(two == "a\n");
  };
  in_world(main());
}

}  // namespace
}  // namespace kit
