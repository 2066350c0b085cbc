// DispatcherWithSend: its buffer, and how it closes: first what is left to say, then the end.
#include "loop/ancestors/dispatcher_with_send.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/channels.hpp"
#include "tests/support/connections.hpp"

namespace kit {
namespace {

using test::Collector;
using test::MapBench;
using test::over_every_map;
using test::pattern;
using test::Peer;
using test::Probe;
using test::Wire;
using Channel = Probe<DispatcherWithSend>;
using Calls = std::vector<std::string>;

/// A channel, and a system that takes what the test says.
struct Sending : test::Connected<DispatcherWithSend> {
  using Connected::Connected;
  /// The system takes at most so many bytes of each send.
  void take_at_most(std::size_t size) {
    bench.net.on_send = [this, size](int fd, std::string_view bytes) {
      offered.push_back(bytes.size());
      return bench.net.below().send(fd, bytes.substr(0, size));
    };
  }
  /// The system takes nothing.
  void take_nothing() {
    bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EAGAIN); };
  }
  std::vector<std::size_t> offered;
};

// ---- D14: the buffer ----------------------------------------------------------------------------

TEST_CASE("D14: what the system takes leaves at once, without a pass and without a copy") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    bench.passes(1);
    CHECK(it.channel.send("hello") == 5);
    CHECK(it.channel.write_buffer_size() == 0);
    CHECK(bench.sockets.read(it.wire.peer.fd()) == "hello");
    CHECK_FALSE(it.channel.writable());
    bench.passes(3);
    CHECK(it.channel.calls.empty());
    CHECK(bench.selector->changes == 1);  // never watched for writing
  });
}

TEST_CASE("D14: what it does not take waits, in order, and send says that all is taken") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.take_nothing();
    CHECK(it.channel.send("one,") == 4);
    CHECK(it.channel.writable());
    bench.net.on_send = nullptr;
    CHECK(it.channel.send("two,") == 4);  // not before the first
    CHECK(it.channel.write_buffer_size() == 8);
    bench.until([&] { return it.wire.peer.has("one,two,"); });
    CHECK(it.channel.write_buffer_size() == 0);
    CHECK_FALSE(it.channel.writable());
    CHECK(it.channel.calls == Calls{"handle_write"});
  });
}

TEST_CASE("D14: at most 64 KiB are offered at once") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.take_at_most(1000);
    CHECK(it.channel.send(std::string(200'000, 'x')) == 200'000);
    CHECK(it.offered == std::vector<std::size_t>{65536});
    CHECK(it.channel.write_buffer_size() == 199'000);
    bench.passes(1);
    CHECK(it.offered == std::vector<std::size_t>{65536, 65536});
  });
}

TEST_CASE("D14: no byte is lost or moved, however little the system takes") {
  const std::string text = pattern(20'000);
  for (const std::size_t at_once : {1, 7, 999}) {
    CAPTURE(at_once);
    MapBench bench("sim");
    Sending it(bench);
    it.take_at_most(at_once);
    // New text comes while old text waits.
    for (std::size_t begin = 0; begin < text.size(); begin += 500) {
      it.channel.send(std::string_view(text).substr(begin, 500));
      bench.passes(3);
    }
    bench.until([&] { return it.channel.write_buffer_size() == 0; });
    CHECK(it.wire.peer.has(text));
  }
}

TEST_CASE("D14: before it is connected, it waits with what it has to say") {
  over_every_map([](MapBench& bench) {
    Collector listener(bench.map);
    Channel channel(bench.map);
    channel.create_socket();
    channel.connect(listener.address());
    CHECK(channel.writable());
    channel.send("first words");
    CHECK(bench.net.sends == 0);
    CHECK(channel.write_buffer_size() == 11);
    bench.until([&] { return !listener.sockets.empty(); });
    Peer peer(bench, listener.sockets.front().release());
    bench.until([&] { return peer.has("first words"); });
    CHECK(channel.calls == Calls{"handle_connect", "handle_write"});
  });
}

TEST_CASE("D14: a closed channel takes what is sent and drops it") {
  MapBench bench("sim");
  Sending it(bench);
  it.channel.close();
  CHECK(it.channel.send("x") == 1);
  CHECK(it.channel.write_buffer_size() == 0);
}

TEST_CASE("D14: its buffer is not bounded, so readable() is the place to stop reading") {
  over_every_map([](MapBench& bench) {
    // As the echo of asyncore, but it reads no more while its peer takes nothing.
    Sending it(bench);
    std::size_t most = 0;
    it.channel.on["handle_read"] = [&] {
      it.channel.send(it.channel.recv(8192));
      most = std::max(most, it.channel.write_buffer_size());
    };
    it.channel.on["readable"] = [&] {
      it.channel.wants_to_read = it.channel.write_buffer_size() < 16384;
    };
    std::size_t pushed = 0;
    const auto push = [&] {
      const IoResult sent = bench.net.below().send(it.wire.peer.fd(), std::string(65536, 'x'));
      if (sent.is_ok()) pushed += sent.bytes();
    };
    bench.until([&] {
      push();
      return it.channel.write_buffer_size() >= 16384;
    });
    for (int i = 0; i < 100; ++i) {
      push();
      bench.passes(10);
    }
    CHECK(most <= 16384 + 8192);
    it.wire.peer.half_close();
    bench.until([&] { return it.wire.peer.at_end() || bench.map.empty(); });
    it.wire.peer.take_to_end();
    CHECK(it.wire.peer.received.size() == pushed);
  });
}

// ---- D15: at the end of the stream --------------------------------------------------------------

/// Pushes without reading, half-closes, and only then reads.
void push_all_then_read(MapBench& bench, const std::string& text) {
  Sending it(bench);
  it.channel.on["handle_read"] = [&] { it.channel.send(it.channel.recv(65536)); };
  std::string_view rest = text;
  bench.until([&] {
    const IoResult sent = bench.net.below().send(it.wire.peer.fd(), rest.substr(0, 65536));
    if (sent.is_ok()) rest.remove_prefix(sent.bytes());
    return rest.empty();
  });
  it.wire.peer.half_close();
  bench.until([&] { return it.channel.eof(); });
  CHECK(it.channel.write_buffer_size() > 0);  // this is what asyncore drops
  bench.until([&] { return it.wire.peer.at_end() || bench.map.empty(); });
  it.wire.peer.take_to_end();
  CHECK(it.wire.peer.error == 0);
  CHECK(it.wire.peer.received.size() == text.size());
  CHECK(it.wire.peer.received == text);
  bench.until_empty();
  CHECK(it.channel.count("handle_close") == 1);
}

TEST_CASE("D15: megabytes pushed, then half a close: all of it comes back, then the end") {
  const std::string text = pattern(12'000'000);
  over_every_map([&](MapBench& bench) { push_all_then_read(bench, text); });
}

TEST_CASE("D15: while the rest is sent, nothing more is read, and nothing more is taken") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.take_nothing();
    it.channel.send("rest");
    it.wire.peer.half_close();
    bench.until([&] { return it.channel.eof(); });
    CHECK(it.channel.is_open());
    it.channel.send(" and more");
    bench.net.on_send = nullptr;
    bench.until_empty();
    it.wire.peer.take_to_end();
    CHECK(it.wire.peer.received == "rest");
    CHECK(it.wire.peer.eof);
  });
}

TEST_CASE("D15: there is nobody to send the rest to: it closes at once") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.take_nothing();
    it.channel.send("rest");
    bench.net.on_send = nullptr;
    it.wire.peer.reset();
    bench.until_empty();
    CHECK(it.channel.lost());
    CHECK(it.channel.count("handle_close") == 1);
  });
}

TEST_CASE("D15: the same when there never was anybody: a connect that is refused") {
  over_every_map([](MapBench& bench) {
    const int gone = bench.sockets.listen();
    const Address address = bench.net.sockname(gone);
    bench.net.close(gone);
    Channel channel(bench.map);
    channel.create_socket();
    channel.connect(address);
    channel.send("GET / HTTP/1.0\r\n\r\n");
    bench.until([&] { return !channel.calls.empty(); });
    bench.passes(2);
    CHECK_FALSE(channel.is_open());
    CHECK(channel.calls == Calls{"handle_error", "handle_close"});
  });
}

TEST_CASE("D15: a handler that throws: what was said before is sent before it closes") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.take_nothing();
    it.channel.send("answer");
    bench.net.on_send = nullptr;
    it.channel.on["handle_read"] = [&] {
      (void)it.channel.recv(100);
      throw std::runtime_error("boom");
    };
    it.wire.peer.send("x");
    bench.until([&] { return it.wire.peer.at_end(); });
    CHECK(it.wire.peer.received == "answer");
    CHECK(it.wire.peer.error == 0);
    it.wire.peer.close();
    bench.until_empty();
  });
}

TEST_CASE("D15: and when to send is what throws, it closes all the same") {
  over_every_map([](MapBench& bench) {
    Sending it(bench);
    it.take_nothing();
    it.channel.send("answer");
    bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EIO); };
    bench.until_empty();
    CHECK(it.channel.count("handle_error") == 2);
  });
}

}  // namespace
}  // namespace kit
