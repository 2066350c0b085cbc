// Transport, the writing side: what goes out when the system takes less than was offered, or
// refuses. Words: test_transport.cpp.

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "streams/transport.hpp"
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

TEST_CASE("P06: all sent at once: nobody asks when the socket is writable") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    EventLoop& loop = EventLoop::current();
    // Connecting waited until the socket was writable.
    const bool disarmed = co_await test::until_disarmed(loop, pair.client.writer.fd(), event_write);
    CHECK(disarmed);
    pair.client.writer.write("data");
    CHECK((test::armed_events(loop, pair.client.writer.fd()) & event_write) == 0);
    co_await pair.server.reader.readexactly(4);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P06, P07, P08: a short write keeps the rest, in order, until there is room") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    Pair pair = co_await connected_pair();
    EventLoop& loop = EventLoop::current();
    StreamWriter& writer = pair.client.writer;
    const int fd = writer.fd();
    bool first = true;
    net.on_send = [&net, &first](int to, std::string_view bytes) -> std::optional<IoResult> {
      if (!std::exchange(first, false)) return IoResult::failed(EAGAIN);
      return net.below().send(to, bytes.substr(0, 2));
    };
    writer.write("data");
    CHECK(writer.write_buffer_size() == 2);
    CHECK((test::armed_events(loop, fd) & event_write) != 0);
    const int sends = net.sends;
    writer.write(" and more");  // appended, not sent: the order of the bytes is sacred
    CHECK(net.sends == sends);
    CHECK(writer.write_buffer_size() == 11);
    net.on_send = nullptr;
    const std::string all = co_await pair.server.reader.readexactly(13);
    CHECK(all == "data and more");
    CHECK(writer.write_buffer_size() == 0);
    CHECK(net.sends == sends + 1);
    const bool disarmed = co_await test::until_disarmed(loop, fd, event_write);
    CHECK(disarmed);
    co_await close_both(pair);
  };
  world.run(main(world.net()));
}

TEST_CASE("P06: EAGAIN, or no byte taken: all is kept") {
  for (const IoResult& refusal : {IoResult::failed(EAGAIN), IoResult::ok(0)}) {
    ScriptedWorld world;
    static constexpr auto main = [](ScriptedNet& net, IoResult result) -> Task<void> {
      Pair pair = co_await connected_pair();
      net.on_send = [result](int, std::string_view) { return result; };
      pair.client.writer.write("data");
      CHECK(pair.client.writer.write_buffer_size() == 4);
      net.on_send = nullptr;
      const std::string all = co_await pair.server.reader.readexactly(4);
      CHECK(all == "data");
      co_await close_both(pair);
    };
    world.run(main(world.net(), refusal));
  }
}

TEST_CASE("P08: what comes after the last byte: FIN for write_eof and for close") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    for (const bool closes : {false, true}) {
      CAPTURE(closes);
      Pair pair = co_await connected_pair();
      const std::string text = test::pattern(100'000);
      pair.client.writer.write(text);
      const int before = net.shutdowns;
      if (closes)
        pair.client.writer.close();
      else
        pair.client.writer.write_eof();
      CHECK(net.shutdowns == before);  // not yet: bytes are unsent
      const std::string all = co_await pair.server.reader.read();
      CHECK((all == text));
      CHECK(net.shutdowns == before + 1);
      co_await close_both(pair);
    }
  };
  world.run(main(world.net()));
}

Task<void> lose_by_send(ScriptedNet& net, int error, std::exception_ptr& end) {
  Pair pair = co_await connected_pair();
  net.on_send = [error](int, std::string_view) { return IoResult::failed(error); };
  pair.client.writer.write("data");
  net.on_send = nullptr;
  CHECK(pair.client.writer.fd() == -1);
  CHECK(pair.client.writer.write_buffer_size() == 0);
  end = co_await failure_of(test::closed(pair.client.writer));
  co_await close_both(pair);
}

TEST_CASE("P09: a send that fails because the peer is gone closes quietly") {
  for (const int error : {EPIPE, ECONNRESET, ECONNABORTED}) {
    CAPTURE(error);
    ScriptedWorld world;
    const test::CaptureLog log;
    std::exception_ptr end;
    world.run(lose_by_send(world.net(), error, end));
    CHECK(is<ConnectionError>(end));
    CHECK(test::as<OSError>(end).error_number() == error);
    CHECK(log.records.empty());
  }
}

TEST_CASE("P09: any other error of send is logged") {
  ScriptedWorld world;
  const test::CaptureLog log;
  std::exception_ptr end;
  world.run(lose_by_send(world.net(), EIO, end));
  CHECK(test::as<OSError>(end).error_number() == EIO);
  CHECK(log.count("error: Fatal write error on socket transport") == 1);
  CHECK(log.records.size() == 1);
}

TEST_CASE("P10: writes after the loss are dropped, and from the fifth on there is a warning") {
  static constexpr auto main = [](test::CaptureLog& log) -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.abort();
    for (int i = 0; i < 4; ++i) pair.client.writer.write("lost");
    CHECK(pair.client.writer.write_buffer_size() == 0);
    CHECK(log.records.empty());
    pair.client.writer.write("lost");
    CHECK(log.count("warning: ") == 1);
    CHECK(log.count("the bytes are lost") == 1);
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) {
    test::CaptureLog log;
    any.run(main(log));
  });
}

}  // namespace
}  // namespace kit
