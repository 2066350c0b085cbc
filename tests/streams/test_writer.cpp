// StreamWriter: writing, draining, closing, as a program sees it. The system calls under it:
// test_transport.cpp.
//
// asyncio's pause_writing and resume_writing are callbacks; here the same two moments are when
// drain() begins to wait and when it returns. X05 (drain throws what the reader was given with
// set_exception) has no counterpart: reader and writer share the transport, and its error.

#include "streams/writer.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::failure_of;
using test::is;
using test::over_every_loop;
using test::Pair;
using test::passes;

/// More than the systems' buffers of a connection hold.
constexpr std::size_t plenty = 32u << 20;

/// Writes until the peer's and the system's buffers are full and drain() would wait.
void fill_up(StreamWriter& writer) {
  writer.write(std::string(plenty, 'x'));
  REQUIRE(writer.write_buffer_size() > Transport::default_high_water);
}

TEST_CASE("X01: write sends at once, never suspends, and buffers the rest") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    writer.write("");
    writer.write("now");
    CHECK(writer.write_buffer_size() == 0);
    // The system has it already: it comes although the loop has had no turn to send anything.
    const std::string now = co_await pair.server.reader.read(100);
    CHECK(now == "now");
    const std::string text = test::pattern(plenty);
    writer.write(text);
    const std::size_t left = writer.write_buffer_size();
    CHECK(left > 0);
    CHECK(left < plenty);
    writer.write("behind");
    CHECK(writer.write_buffer_size() == left + 6);
    writer.write("");
    CHECK(writer.write_buffer_size() == left + 6);
    writer.write_eof();
    const std::string all = co_await pair.server.reader.read();
    CHECK((all == text + "behind"));
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X02: drain with a fast peer never suspends") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    const std::uint32_t pass = EventLoop::current().pass();
    for (int i = 0; i < 1000; ++i) {
      pair.client.writer.write("0123456789");
      co_await pair.client.writer.drain();
    }
    CHECK(EventLoop::current().pass() == pass);
    co_await pair.server.reader.readexactly(10'000);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X02: drain on a closing writer takes one pass") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write("last words");
    pair.client.writer.close();
    const std::uint32_t pass = EventLoop::current().pass();
    co_await pair.client.writer.drain();
    CHECK(EventLoop::current().pass() == pass + 1);
    co_await close_both(pair);
    const std::exception_ptr lost = co_await failure_of(test::drained(pair.client.writer));
    CHECK(is<ConnectionResetError>(lost));
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X03: many coroutines drain one writer, and all wake") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    fill_up(writer);
    const TaskHandle<void> one = create_task(test::drained(writer));
    const TaskHandle<void> two = create_task(test::drained(writer));
    const TaskHandle<void> given_up = create_task(test::drained(writer));
    co_await passes(5);
    CHECK_FALSE(one.done());
    CHECK_FALSE(two.done());
    given_up.cancel();
    co_await passes(2);
    CHECK(given_up.cancelled());
    co_await pair.server.reader.readexactly(plenty);
    co_await one;
    co_await two;
    CHECK(writer.write_buffer_size() <= Transport::default_low_water);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X06: close sends what is buffered; wait_closed returns after the end") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    const std::string text = test::pattern(plenty);
    writer.write(text);
    CHECK_FALSE(writer.is_closing());
    writer.close();
    CHECK(writer.is_closing());
    const TaskHandle<void> closing = create_task(test::closed(writer));
    co_await passes(3);
    CHECK_FALSE(closing.done());
    const std::string all = co_await pair.server.reader.read();
    CHECK((all == text));
    pair.server.writer.close();
    co_await closing;
    CHECK(writer.fd() == -1);
    writer.close();
    co_await writer.wait_closed();  // is over already: returns at once
    co_await pair.server.writer.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X06: wait_closed throws what ended the connection") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    fill_up(pair.client.writer);
    pair.client.writer.close();  // and there is much to send still
    const TaskHandle<void> first = create_task(test::closed(pair.client.writer));
    co_await passes(1);
    pair.server.writer.abort();
    const std::exception_ptr failure = co_await failure_of(test::closed(pair.client.writer));
    CHECK(is<ConnectionError>(failure));
    co_await passes(1);
    CHECK(first.exception() != nullptr);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X09: write_eof says FIN, and this side may read on") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write("question");
    pair.client.writer.write_eof();
    CHECK_THROWS_AS(pair.client.writer.write("more"), std::runtime_error);
    pair.client.writer.write_eof();  // a second one does nothing
    CHECK_FALSE(pair.client.writer.is_closing());
    const std::string question = co_await pair.server.reader.read();
    CHECK(question == "question");
    pair.server.writer.write("answer");
    pair.server.writer.close();
    const std::string answer = co_await pair.client.reader.read();
    CHECK(answer == "answer");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P17: the caller's bytes are the caller's again when write returns") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    std::string text(plenty, 'a');
    pair.client.writer.write(text);
    text.assign(plenty, 'b');
    const std::string got = co_await pair.server.reader.readexactly(plenty);
    CHECK(got.find('b') == got.npos);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("E11: a writer that goes without close is named in a warning, and closed") {
  static constexpr auto main = [](test::CaptureLog& log) -> Task<void> {
    Pair pair = co_await connected_pair();
    const std::string name = pair.client.writer.peername().str();
    { const StreamWriter forgotten(std::move(pair.client.writer)); }
    CHECK(log.count("warning: unclosed stream to " + name) == 1);
    const std::string nothing = co_await pair.server.reader.read();
    CHECK(nothing.empty());
    pair.server.writer.close();
    co_await pair.server.writer.wait_closed();
    CHECK(log.records.size() == 1);
  };
  over_every_loop([](AnyLoop& any) {
    test::CaptureLog log;
    any.run(main(log));
  });
}

TEST_CASE("E11: one that is still open when its loop closes is named, too") {
  sim::World world;
  static constexpr auto main = [](std::string& name) -> Task<void> {
    Pair pair = co_await connected_pair();
    name = pair.client.writer.peername().str();
    Future<void> never;
    co_await never;
  };
  const test::CaptureLog log;
  const test::CaptureReports reports(world.loop());
  std::string name;
  (void)create_task(world.loop(), main(name));
  world.loop().call_later(std::chrono::seconds(1), [&world] { world.loop().stop(); });
  world.loop().run_forever();
  world.loop().close();
  CHECK(log.count("warning: unclosed stream to " + name) == 1);
  CHECK(world.network().open_descriptors() == 0);
}

TEST_CASE("E11: so is one that another is moved over") {
  static constexpr auto main = [](test::CaptureLog& log) -> Task<void> {
    Pair one = co_await connected_pair();
    Pair two = co_await connected_pair();
    one.client.writer = std::move(two.client.writer);
    CHECK(log.count("unclosed stream") == 1);
    const std::string nothing = co_await one.server.reader.read();
    CHECK(nothing.empty());
    one.client.writer.write("to two");
    const std::string text = co_await two.server.reader.readexactly(6);
    CHECK(text == "to two");
    one.server.writer.close();
    two.server.writer.close();
    one.client.writer.close();
    co_await one.client.writer.wait_closed();
  };
  over_every_loop([](AnyLoop& any) {
    test::CaptureLog log;
    any.run(main(log));
  });
}

}  // namespace
}  // namespace kit
