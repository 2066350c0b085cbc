// Dispatcher: recv and send.
#include <doctest/doctest.h>

#include <cerrno>
#include <span>
#include <string>
#include <vector>

#include "loop/ancestors/dispatcher.hpp"
#include "tests/support/channels.hpp"

namespace kit {
namespace {

using test::MapBench;
using test::over_every_map;
using test::Probe;
using test::Wire;
using Calls = std::vector<std::string>;

// ---- D09: recv ----------------------------------------------------------------------------------

TEST_CASE("D09: recv gives at most what was asked for; the rest comes with the next event") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    std::vector<std::string> pieces;
    channel.on["handle_read"] = [&] { pieces.emplace_back(channel.recv(2)); };
    wire.peer.send("hello");
    bench.until([&] { return pieces.size() == 3; });
    CHECK(pieces == std::vector<std::string>{"he", "ll", "o"});
    CHECK(channel.recv(0).empty());
    CHECK(channel.is_open());
  });
}

TEST_CASE("D09: at the end of the stream recv calls handle_close and gives nothing") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    wire.peer.half_close();
    bench.sockets.wait(channel.fileno(), event_read);
    CHECK(channel.recv(10).empty());
    CHECK(channel.calls == Calls{"handle_close"});
    CHECK(channel.eof());
    CHECK_FALSE(channel.lost());
    CHECK(channel.recv(10).empty());  // closed: nothing, and no second call
    CHECK(channel.calls == Calls{"handle_close"});
  });
}

TEST_CASE("D09: a handle_close that does not close is not called again and again") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_close"] = [] {};
    wire.peer.half_close();
    bench.until([&] { return channel.eof(); });
    bench.passes(5);
    CHECK(channel.recv(10).empty());
    CHECK(channel.calls == Calls{"handle_read", "handle_close"});
    channel.send("still here");
    bench.until([&] { return wire.peer.has("still here"); });
  });
}

TEST_CASE("D09: a connection that is lost calls handle_close, whatever its errno") {
  for (const int error : {ECONNRESET, ENOTCONN, ESHUTDOWN, ECONNABORTED, EPIPE, EBADF}) {
    CAPTURE(error);
    MapBench bench("sim");
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    bench.net.on_recv = [&](int, std::span<std::byte>) { return IoResult::failed(error); };
    CHECK(channel.recv(10).empty());
    CHECK(channel.calls == Calls{"handle_close"});
    CHECK(channel.lost());
  }
}

TEST_CASE("D09: EAGAIN is thrown, and the loop takes it for what it is: nothing") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    CHECK_THROWS_AS((void)channel.recv(10), BlockingIOError);
    wire.peer.send("hello");
    bench.net.on_recv = [&](int, std::span<std::byte>) {
      bench.net.on_recv = nullptr;  // spurious, once
      return IoResult::failed(EAGAIN);
    };
    bench.until([&] { return channel.received == "hello"; });
    CHECK(channel.calls == Calls{"handle_read", "handle_read"});
  });
}

TEST_CASE("D09: any other errno is an error") {
  MapBench bench("sim");
  Wire wire(bench);
  Probe<> channel(std::move(wire.end), bench.map);
  bench.net.on_recv = [](int, std::span<std::byte>) { return IoResult::failed(EIO); };
  CHECK_THROWS_AS((void)channel.recv(10), OSError);
  CHECK(channel.calls.empty());
  wire.peer.send("x");
  bench.until_empty();
  CHECK(channel.calls == Calls{"handle_read", "handle_error", "handle_close"});
  CHECK(channel.error.find("recv on descriptor") == 0);
}

// ---- D10: send ----------------------------------------------------------------------------------

TEST_CASE("D10: send says how much the system took, which may be nothing") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    CHECK(channel.send("hello") == 5);
    bench.net.on_send = [&](int fd, std::string_view bytes) {
      return bench.net.below().send(fd, bytes.substr(0, 3));
    };
    CHECK(channel.send("hello") == 3);
    bench.net.on_send = nullptr;
    while (channel.send(std::string(65536, 'x')) > 0) continue;
    CHECK(channel.is_open());
    CHECK(channel.calls.empty());
    wire.peer.take();
    CHECK(wire.peer.received.starts_with("hellohel"));
  });
}

TEST_CASE("D10: a connection that is lost calls handle_close, and send says 0") {
  for (const int error : {ECONNRESET, ENOTCONN, ESHUTDOWN, ECONNABORTED, EPIPE, EBADF}) {
    CAPTURE(error);
    MapBench bench("sim");
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    bench.net.on_send = [&](int, std::string_view) { return IoResult::failed(error); };
    CHECK(channel.send("hello") == 0);
    CHECK(channel.calls == Calls{"handle_close"});
    CHECK(channel.lost());
    CHECK(channel.send("hello") == 0);  // closed: no second call
    CHECK(channel.calls == Calls{"handle_close"});
  }
}

TEST_CASE("D10: any other errno is an error") {
  MapBench bench("sim");
  Wire wire(bench);
  Probe<> channel(std::move(wire.end), bench.map);
  bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EIO); };
  CHECK_THROWS_WITH_AS(channel.send("x"), doctest::Contains("send on descriptor"), OSError);
  CHECK(channel.calls.empty());
}

}  // namespace
}  // namespace kit
