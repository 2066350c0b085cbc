#include "servers/common/lines.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::over_every_loop;
using test::Pair;

/// All lines of a reader in one text: "<one>" is a line, "!" one that was too long, "(rest)" what
/// came before the end of file, "." the end.
Task<std::string> all_lines(StreamReader& reader) {
  std::string text;
  for (;;) {
    const Line line = co_await read_line(reader);
    if (line.status == LineStatus::line) text += "<" + line.text + ">";
    if (line.status == LineStatus::too_long) text += "!";
    if (line.status == LineStatus::partial) text += "(" + line.text + ")";
    if (line.status == LineStatus::end) co_return text + ".";
  }
}

Task<std::string> lines_of(std::string bytes, std::int64_t limit) {
  StreamReader reader(limit);
  reader.feed_data(bytes);
  reader.feed_eof();
  std::string text = co_await all_lines(reader);
  co_return text;
}

std::string lines(std::string bytes, std::int64_t limit = 7) {
  sim::World world;
  return world.run(lines_of(std::move(bytes), limit));
}

TEST_CASE("lines: without their line feeds, the last one perhaps without an end") {
  CHECK(lines("") == ".");
  CHECK(lines("one\n") == "<one>.");
  CHECK(lines("one\r\n\ntwo") == "<one\r><>(two).");
}

TEST_CASE("lines: a line of exactly the limit is fine, one byte more is too long") {
  CHECK(lines("1234567\nx\n") == "<1234567><x>.");
  CHECK(lines("12345678\nx\n") == "!<x>.");
  CHECK(lines("a\n" + std::string(100, 'x') + "\nb\n") == "<a>!<b>.");
  CHECK(lines("1234567") == "(1234567).");
  CHECK(lines("12345678") == "!.");
}

TEST_CASE("lines: a line of 70,000 bytes is one error, and the next line is served") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write("before\n" + std::string(70'000, 'x') + "\nhi\n" +
                             std::string(1'000'000, 'y') + "\nend");
    pair.client.writer.write_eof();
    const std::string text = co_await all_lines(pair.server.reader);
    CHECK(text == "<before>!<hi>!(end).");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("lines: those that come in the same breath as the end of file are lines all the same") {
  static constexpr auto main = []() -> Task<void> {
    StreamReader reader;
    TaskHandle<std::string> waiting = create_task(all_lines(reader));
    co_await test::passes(2);
    CHECK_FALSE(waiting.done());
    reader.feed_data("a\nb\nrest");
    reader.feed_eof();
    const std::string text = co_await waiting;
    CHECK(text == "<a><b>(rest).");
  };
  sim::World world;
  world.run(main());
}

TEST_CASE("lines: trimmed takes white space off both ends") {
  CHECK(trimmed("  a b \r\n") == "a b");
  CHECK(trimmed("a") == "a");
  CHECK(trimmed(" \t\r\n").empty());
  CHECK(trimmed("").empty());
}

}  // namespace
}  // namespace kit
