// Transport: the system calls under a reader and a writer.
//
// asyncio speaks of callbacks of a Protocol; here a handler pulls. What corresponds to what:
//
//   connection_made       the handler is called, or open_connection returns
//   data_received         a read returns
//   eof_received          a read returns nothing, a fill false
//   connection_lost(e)    wait_closed returns, or throws e
//   pause_reading         nobody reads (P16: test_reader_socket.cpp)
//   pause_writing         drain waits (P11: test_writer.cpp)
//   falsy eof_received    the handler returns: P03
//   an exception out of data_received (P05)   out of the handler: E14 in test_server.cpp

#include "streams/transport.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/scripted_net.hpp"

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
using test::ScriptedNet;
using test::ScriptedWorld;

using Notes = std::vector<std::string>;

Task<void> note_everything(StreamReader reader, StreamWriter writer, Notes& notes) {
  notes.push_back("made");
  for (;;) {
    const std::string data = co_await reader.read(100);
    if (data.empty()) break;
    notes.push_back("data " + data);
  }
  notes.push_back("eof");
  writer.close();
  co_await writer.wait_closed();
  notes.push_back("lost");
}

TEST_CASE("P01: made, data, end of file, lost: in this order, once each") {
  static constexpr auto main = []() -> Task<void> {
    Notes notes;
    Server server = start_server(
        [&notes](StreamReader reader, StreamWriter writer) {
          return note_everything(std::move(reader), std::move(writer), notes);
        },
        test::any_port());
    Connection client = co_await open_connection(server.addresses().front());
    client.writer.write("one");
    while (notes.size() < 2) co_await sleep(Duration::zero());
    client.writer.write("two");
    while (notes.size() < 3) co_await sleep(Duration::zero());
    client.writer.close();
    server.close();
    co_await server.wait_closed();
    CHECK(notes == Notes{"made", "data one", "data two", "eof", "lost"});
    co_await client.writer.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P03: after the peer's end of file, this side may still write") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write_eof();
    const std::string nothing = co_await pair.server.reader.read();
    CHECK(nothing.empty());
    CHECK_FALSE(pair.server.writer.is_closing());
    // The end of file is known: nobody is told of it again and again.
    const bool disarmed =
        co_await test::until_disarmed(EventLoop::current(), pair.server.writer.fd(), event_read);
    CHECK(disarmed);
    pair.server.writer.write("still here");
    pair.server.writer.close();
    const std::string text = co_await pair.client.reader.read();
    CHECK(text == "still here");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P04: an error of recv closes the transport and drops what is unsent") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.server.writer;
    writer.write(std::string(100'000, 'x'));
    CHECK(writer.write_buffer_size() > 0);
    pair.client.writer.write("wakes the reader");
    net.on_recv = [](int, std::span<std::byte>) { return IoResult::failed(ECONNRESET); };
    const std::exception_ptr read = co_await failure_of(pair.server.reader.read(1));
    net.on_recv = nullptr;
    CHECK(is<ConnectionResetError>(read));
    CHECK(writer.is_closing());
    CHECK(writer.fd() == -1);
    CHECK(writer.write_buffer_size() == 0);
    const std::exception_ptr end = co_await failure_of(test::closed(writer));
    CHECK(is<ConnectionResetError>(end));
    const std::exception_ptr drain = co_await failure_of(test::drained(writer));
    CHECK(is<ConnectionResetError>(drain));
    co_await close_both(pair);
  };
  world.run(main(world.net()));
}

TEST_CASE("P13: after close nothing more is read, a second close does nothing") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    TaskHandle<std::string> reading = create_task(pair.server.reader.read(100));
    co_await passes(2);
    pair.client.writer.write("too late");
    pair.server.writer.close();
    pair.server.writer.close();
    const std::string nothing = co_await reading;
    CHECK(nothing.empty());
    CHECK(pair.server.reader.at_eof());
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P14: abort drops the buffer and is over in the next pass, without an error") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write(std::string(32u << 20, 'x'));
    CHECK(pair.client.writer.write_buffer_size() > 0);
    const TaskHandle<void> closing = create_task(test::closed(pair.client.writer));
    co_await passes(1);
    pair.client.writer.abort();
    pair.client.writer.abort();
    CHECK(pair.client.writer.write_buffer_size() == 0);
    CHECK(pair.client.writer.is_closing());
    CHECK_FALSE(closing.done());
    co_await passes(1);
    CHECK(closing.done());
    CHECK(closing.exception() == nullptr);
    const std::exception_ptr failure = co_await failure_of(pair.server.reader.read());
    CHECK(is<ConnectionResetError>(failure));
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

bool has_no_delay(int fd) {
  int value = 0;
  socklen_t length = sizeof value;
  REQUIRE(::getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, &length) == 0);
  return value != 0;
}

TEST_CASE("P19: TCP_NODELAY is set on both ends") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    CHECK(has_no_delay(pair.client.writer.fd()));
    CHECK(has_no_delay(pair.server.writer.fd()));
    co_await close_both(pair);
  };
  test::over_selectors([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
