// The water marks: when drain() waits, and until when. Words: test_writer.cpp.

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "streams/writer.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::over_every_loop;
using test::Pair;
using test::passes;

TEST_CASE("X03: drain waits from above the high mark until the low mark") {
  sim::World world;  // whose receivers hold exactly 64 KiB
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    StreamReader& reader = pair.server.reader;
    writer.set_write_buffer_limits(1000, 300);
    writer.write(std::string(65536 + 1000, 'x'));
    CHECK(writer.write_buffer_size() == 1000);
    co_await writer.drain();  // not above the mark: goes on
    writer.write("y");
    const TaskHandle<void> waiting = create_task(test::drained(writer));
    co_await passes(3);
    CHECK_FALSE(waiting.done());
    // One recv takes what the receiver holds, which makes room for all the rest.
    co_await reader.fill();
    co_await waiting;
    CHECK(writer.write_buffer_size() == 0);
    co_await close_both(pair);
  };
  world.run(main());
}

TEST_CASE("X03: below the high mark is not low enough") {
  test::ScriptedWorld world;
  static constexpr auto main = [](test::ScriptedNet& net) -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    writer.set_write_buffer_limits(1000, 300);
    std::size_t room = 0;  // how much the system takes in all
    net.on_send = [&net, &room](int fd, std::string_view bytes) -> std::optional<IoResult> {
      if (room == 0) return IoResult::failed(EAGAIN);
      const std::size_t taken = std::min(bytes.size(), std::exchange(room, 0));
      return net.below().send(fd, bytes.substr(0, taken));
    };
    writer.write(std::string(1001, 'x'));
    const TaskHandle<void> waiting = create_task(test::drained(writer));
    room = 700;
    co_await passes(3);
    CHECK(writer.write_buffer_size() == 301);
    CHECK_FALSE(waiting.done());
    room = 1;
    co_await waiting;
    CHECK(writer.write_buffer_size() == 300);
    net.on_send = nullptr;
    co_await close_both(pair);
  };
  world.run(main(world.net()));
}

TEST_CASE("P11: the water marks and what one of them says about the other") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    const Transport& transport = writer.transport();
    CHECK(transport.high_water() == 65536);
    CHECK(transport.low_water() == 16384);
    writer.set_write_buffer_limits(100);
    CHECK(transport.high_water() == 100);
    CHECK(transport.low_water() == 25);
    writer.set_write_buffer_limits(std::nullopt, 10);
    CHECK(transport.high_water() == 40);
    CHECK(transport.low_water() == 10);
    CHECK_THROWS_AS(writer.set_write_buffer_limits(10, 11), std::invalid_argument);
    CHECK_THROWS_AS(writer.set_write_buffer_limits(static_cast<std::size_t>(-1), 0),
                    std::invalid_argument);
    CHECK(transport.high_water() == 40);
    writer.set_write_buffer_limits(0);
    CHECK(transport.high_water() == 0);
    CHECK(transport.low_water() == 0);
    writer.set_write_buffer_limits();
    CHECK(transport.high_water() == 65536);
    CHECK(transport.low_water() == 16384);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P11: new marks count for what is buffered already") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.client.writer;
    writer.write(std::string(65536 + 1000, 'x'));
    co_await writer.drain();
    writer.set_write_buffer_limits(0);
    const TaskHandle<void> waiting = create_task(test::drained(writer));
    co_await passes(2);
    CHECK_FALSE(waiting.done());
    writer.set_write_buffer_limits(4000, 1000);
    co_await waiting;
    CHECK(writer.write_buffer_size() == 1000);
    co_await pair.server.reader.readexactly(65536 + 1000);
    co_await close_both(pair);
  };
  world.run(main());
}

}  // namespace
}  // namespace kit
