// poll_loop: how long it runs, how long it waits, and whom it asks.
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher.hpp"
#include "tests/support/channels.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Probe;
using test::Wire;

/// A channel without news: its peer stays silent, if the test does not make it talk.
using Quiet = test::Connected<>;

TEST_CASE("D02: an empty map returns at once") {
  over_every_map([](MapBench& bench) {
    poll_loop(bench.map, 24h);
    CHECK(bench.selector->waits == 0);
  });
  ChannelMap map;
  poll_loop(map, 24h);
  poll_loop(map, 24h, true, 5);
}

TEST_CASE("D02: it makes so many passes, and none for a count of zero") {
  over_every_map([](MapBench& bench) {
    Quiet quiet(bench);
    for (const int count : {0, 1, 3}) {
      CAPTURE(count);
      bench.selector->waits = 0;
      poll_loop(bench.map, Duration::zero(), false, count);
      CHECK(bench.selector->waits == count);
    }
  });
}

TEST_CASE("D02: without a count it runs until the last channel has gone") {
  over_every_map([](MapBench& bench) {
    Wire one(bench);
    Wire other(bench);
    Probe<> first(std::move(one.end), bench.map);
    Probe<> second(std::move(other.end), bench.map);
    first.on["handle_close"] = [&] {
      first.close();
      other.peer.half_close();
    };
    one.peer.half_close();
    poll_loop(bench.map, 1h);
    CHECK(first.count("handle_close") == 1);
    CHECK(second.count("handle_close") == 1);
  });
}

TEST_CASE("D02: a pass without news takes as long as the timeout") {
  MapBench bench("sim");
  Quiet quiet(bench);
  poll_loop(bench.map, 5s, false, 3);
  CHECK(quiet.elapsed() == 15s);
}

TEST_CASE("D02: also when no channel is interested in anything") {
  MapBench bench("sim");
  Quiet quiet(bench);
  quiet.channel.wants_to_read = false;
  poll_loop(bench.map, 5s, false, 3);
  CHECK(quiet.elapsed() == 15s);
  CHECK(bench.selector->get_map().empty());
}

TEST_CASE("D02: the timeout is thirty seconds if nothing is said") {
  MapBench bench("sim");
  Quiet quiet(bench);
  int asked = 0;
  quiet.channel.on["readable"] = [&] {
    if (++asked == 2) quiet.channel.close();
  };
  poll_loop(bench.map);
  CHECK(quiet.elapsed() == 30s);
  CHECK(bench.selector->waits == 1);  // it closed: nothing is left to wait for
}

TEST_CASE("D02: a map that was given a selector keeps it; others switch between two") {
  MapBench bench("select");
  Quiet quiet(bench);
  poll_loop(bench.map, Duration::zero(), true, 2);
  CHECK(bench.selector->waits == 2);

  ChannelMap map;
  Wire wire(bench);
  Probe<> channel(std::move(wire.end), map);
  for (const bool use_poll : {false, true, true, false, true}) {
    wire.peer.send("x");
    const std::size_t before = channel.received.size();
    while (channel.received.size() == before) poll_loop(map, 1h, use_poll, 1);
  }
  CHECK(channel.received == "xxxxx");
}

// ---- Whom it asks -------------------------------------------------------------------------------

TEST_CASE("D03: every pass asks every channel, a listener too") {
  over_every_map([](MapBench& bench) {
    Quiet quiet(bench);
    Listener<> listener(bench.map);
    int readable = 0;
    int writable = 0;
    for (Probe<>* each : {&quiet.channel, static_cast<Probe<>*>(&listener)}) {
      each->on["readable"] = [&] { ++readable; };
      each->on["writable"] = [&] { ++writable; };
    }
    bench.passes(5);
    CHECK(readable == 10);
    CHECK(writable == 10);
  });
}

TEST_CASE("D03: what readable() says is what counts, pass by pass") {
  over_every_map([](MapBench& bench) {
    Quiet quiet(bench);
    quiet.channel.wants_to_read = false;
    quiet.wire.peer.send("hello");
    bench.sockets.wait(quiet.channel.fileno(), event_read);
    bench.passes(3);
    CHECK(quiet.channel.calls.empty());
    quiet.channel.wants_to_read = true;
    bench.passes(1);
    CHECK(quiet.channel.received == "hello");
  });
}

TEST_CASE("D03: only what has changed is told to the selector") {
  over_every_map([](MapBench& bench) {
    Quiet quiet(bench);
    bench.passes(3);
    CHECK(bench.selector->changes == 1);
    for (int i = 1; i <= 10; ++i) {
      quiet.wire.peer.send("x");
      bench.until([&] { return quiet.channel.count("handle_read") == i; });
    }
    CHECK(bench.selector->changes == 1);
    quiet.channel.wants_to_write = true;
    bench.passes(3);
    CHECK(bench.selector->changes == 2);
    quiet.channel.close();
    CHECK(bench.selector->changes == 3);
  });
}

TEST_CASE("wake_at: the earliest of those who ask shortens the wait, for this pass") {
  MapBench bench("sim");
  Quiet quiet(bench);
  Quiet other(bench);
  quiet.channel.on["readable"] = [&] { bench.map.wake_at(TimePoint() + 3s); };
  other.channel.on["readable"] = [&] { bench.map.wake_at(TimePoint() + 5s); };
  poll_loop(bench.map, 1h, false, 1);
  CHECK(quiet.elapsed() == 3s);
  quiet.channel.on.clear();
  poll_loop(bench.map, 1h, false, 1);
  CHECK(quiet.elapsed() == 5s);
  poll_loop(bench.map, 1h, false, 1);  // in the past: it does not wait at all
  CHECK(quiet.elapsed() == 5s);
  other.channel.on.clear();
  poll_loop(bench.map, 1h, false, 1);
  CHECK(quiet.elapsed() == 5s + 1h);
}

TEST_CASE("wake_at: does not make the wait longer") {
  MapBench bench("sim");
  Quiet quiet(bench);
  quiet.channel.on["readable"] = [&] { bench.map.wake_at(bench.clock.now() + 2h); };
  poll_loop(bench.map, 1h, false, 1);
  CHECK(quiet.elapsed() == 1h);
}

// ---- A loop in a loop ---------------------------------------------------------------------------

TEST_CASE("D02: a handler may run the loop itself; what it served is not served twice") {
  over_every_map([](MapBench& bench) {
    Quiet one(bench);
    Quiet other(bench);
    bool inner_served = false;
    for (Quiet* each : {&one, &other}) {
      Quiet* const rest = each == &one ? &other : &one;
      each->channel.on["handle_read"] = [&, each, rest] {
        each->channel.received += each->channel.recv(100);
        if (std::exchange(inner_served, true)) return;
        bench.until([&] { return !rest->channel.received.empty(); });
      };
    }
    one.wire.peer.send("1");
    other.wire.peer.send("2");
    for (const Quiet* each : {&one, &other}) bench.sockets.wait(each->channel.fileno(), event_read);
    bench.passes(1);
    // The outer pass still held an event of the second: its recv finds nothing, and that is fine.
    CHECK(one.channel.received == "1");
    CHECK(other.channel.received == "2");
    CHECK(one.channel.count("handle_error") + other.channel.count("handle_error") == 0);
    CHECK(bench.map.size() == 2);
  });
}

TEST_CASE("D02: and may do so with the other system call") {
  MapBench bench("poll");  // for the sockets
  ChannelMap map;
  Wire one(bench);
  Wire two(bench);
  Probe<> outer(std::move(one.end), map);
  Probe<> inner(std::move(two.end), map);
  outer.on["handle_read"] = [&] {
    outer.received += outer.recv(100);
    if (!inner.received.empty()) return;
    two.peer.send("2");
    while (inner.received.empty()) poll_loop(map, 1h, true, 1);
  };
  one.peer.send("1");
  while (outer.received.empty()) poll_loop(map, 1h, false, 1);
  one.peer.half_close();
  two.peer.half_close();
  poll_loop(map, 1h, false);
  CHECK(outer.received == "1");
  CHECK(inner.received == "2");
}

}  // namespace
}  // namespace kit
