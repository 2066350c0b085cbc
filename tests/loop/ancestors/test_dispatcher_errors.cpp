// Dispatcher: what happens when a handler throws.
//
// It closes its own channel and no other; only a listener goes on, because what one client did must
// not shut out the next (asyncore closes it for good). What is not a std::exception on purpose
// (ExitNow, Interrupted, SystemExit) leaves the loop.
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/ancestors/dispatcher.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/channels.hpp"

namespace kit {
namespace {

using test::CaptureLog;
using test::Listener;
using test::MapBench;
using test::over_every_map;
using test::Peer;
using test::Probe;
using test::Wire;
using Calls = std::vector<std::string>;

[[noreturn]] void boom() { throw std::runtime_error("boom"); }

/// A channel that echoes, and a check that it is well.
struct Bystander {
  explicit Bystander(MapBench& on) : bench(on), wire(on), channel(std::move(wire.end), on.map) {
    channel.on["handle_read"] = [this] { channel.send(channel.recv(100)); };
  }
  void check_served() {
    wire.peer.received.clear();
    wire.peer.send("ping");
    bench.until([&] { return wire.peer.has("ping"); });
    CHECK(channel.count("handle_error") == 0);
    CHECK(channel.count("handle_close") == 0);
  }
  MapBench& bench;
  Wire wire;
  Probe<> channel;
};

/// Makes the network do what leads to the function `name` of a connected channel.
void provoke(MapBench& bench, Wire& wire, Probe<>& channel, const std::string& name) {
  channel.on[name] = boom;
  if (name == "handle_read") wire.peer.send("x");
  if (name == "handle_write") channel.wants_to_write = true;
  if (name == "handle_close") wire.peer.half_close();
  if (name == "handle_error") {
    channel.on["handle_read"] = boom;
    wire.peer.send("x");
  }
  bench.until([&] { return !channel.is_open(); });
}

TEST_CASE("D12: a handler that throws closes its own channel and no other") {
  const CaptureLog quiet;  // what a second failure, in handle_close, has to say
  over_every_map([](MapBench& bench) {
    for (const std::string name :
         {"readable", "writable", "handle_read", "handle_write", "handle_close"}) {
      CAPTURE(name);
      Bystander before(bench);
      Wire wire(bench);
      Probe<> channel(std::move(wire.end), bench.map);
      Bystander after(bench);
      provoke(bench, wire, channel, name);
      CHECK(channel.error == "boom");
      CHECK(bench.map.size() == 2);
      bench.until([&] { return wire.peer.at_end(); });
      before.check_served();
      after.check_served();
    }
  });
}

TEST_CASE("D12: a throwing handle_close is called once more by handle_error, and then it is over") {
  const CaptureLog log;
  MapBench bench("sim");
  Wire wire(bench);
  Probe<> channel(std::move(wire.end), bench.map);
  provoke(bench, wire, channel, "handle_close");
  CHECK(channel.calls == Calls{"handle_read", "handle_close", "handle_error", "handle_close"});
  CHECK(log.count("handle_error of <Probe<kit::Dispatcher>") == 1);
  CHECK(log.count("failed, which closes it: boom") == 1);
}

TEST_CASE("D12: a throwing handle_error closes the channel, and is logged") {
  over_every_map([](MapBench& bench) {
    const CaptureLog log;
    Bystander other(bench);
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    provoke(bench, wire, channel, "handle_error");
    CHECK(channel.calls == Calls{"handle_read", "handle_error"});
    CHECK(log.records.size() == 1);
    CHECK(log.count("error: handle_error of <Probe<") == 1);
    other.check_served();
  });
}

TEST_CASE("D12: a handle_connect that throws closes the channel") {
  over_every_map([](MapBench& bench) {
    Bystander other(bench);
    Listener<> listener(bench.map);
    Probe<> channel(bench.map);
    channel.on["handle_connect"] = boom;
    channel.create_socket();
    channel.connect(listener.address());
    bench.until([&] { return !channel.is_open(); });
    CHECK(channel.calls == Calls{"handle_connect", "handle_error", "handle_close"});
    CHECK(listener.is_open());
    other.check_served();
  });
}

TEST_CASE("D12: a handle_expt that throws closes the channel") {
  over_every_map([](MapBench& bench) {
    if (bench.sockets.simulated()) return;  // which knows nothing urgent
    Bystander other(bench);
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_expt"] = boom;
    REQUIRE(::send(wire.peer.fd(), "!", 1, MSG_OOB) == 1);
    bench.until([&] { return !channel.is_open(); });
    CHECK(channel.calls == Calls{"handle_expt", "handle_error", "handle_close"});
    other.check_served();
  });
}

TEST_CASE("D12: a listener whose handler throws closes that connection, and accepts the next") {
  over_every_map([](MapBench& bench) {
    for (const std::string name : {"handle_accept", "handle_accepted"}) {
      CAPTURE(name);
      Listener<> listener(bench.map);
      listener.on["handle_accept"] = [&] {
        if (name == "handle_accepted") return listener.Dispatcher::handle_accept();
        (void)listener.accept();
        boom();
      };
      listener.on["handle_accepted"] = boom;
      Peer first(bench, bench.sockets.connect(listener.address()));
      bench.until([&] { return first.at_end(); });
      CHECK(listener.count("handle_error") == 1);
      CHECK(listener.count("handle_close") == 0);
      CHECK(listener.says("error: uncaught exception in <Listener<kit::Dispatcher> listening"));

      listener.on.clear();
      Peer second(bench, bench.sockets.connect(listener.address()));
      bench.until([&] { return listener.count("handle_accepted") == (name[13] == 'e' ? 2 : 1); });
      CHECK(listener.count("handle_error") == 1);
    }
  });
}

TEST_CASE("D12: the line says which channel and why") {
  MapBench bench("sim");
  Wire wire(bench);
  Probe<> channel(std::move(wire.end), bench.map);
  const std::string who = channel.repr();
  provoke(bench, wire, channel, "handle_read");
  CHECK(channel.lines == Calls{"error: uncaught exception, closing channel " + who + ": boom"});
}

TEST_CASE("D12: what is thrown may be anything") {
  MapBench bench("sim");
  Wire wire(bench);
  Probe<> channel(std::move(wire.end), bench.map);
  channel.on["handle_read"] = [] { throw 42; };
  wire.peer.send("x");
  bench.until_empty();
  CHECK(channel.error == "an exception of unknown type");
}

TEST_CASE("D12: a handle_error that is overridden may keep the channel") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_error"] = [] {};
    channel.on["handle_read"] = [&] {
      (void)channel.recv(100);
      channel.on.erase("handle_read");
      boom();
    };
    wire.peer.send("bad");
    bench.until([&] { return channel.error == "boom"; });
    wire.peer.send("good");
    bench.until([&] { return channel.received == "good"; });
    CHECK(channel.is_open());
  });
}

TEST_CASE("D12: after a throwing handle_read, the same event does not call handle_write") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_read"] = boom;
    channel.wants_to_write = true;
    wire.peer.send("x");
    bench.sockets.wait(channel.fileno(), event_read);
    bench.passes(1);
    CHECK(channel.calls == Calls{"handle_read", "handle_error", "handle_close"});
  });
}

// ---- What leaves the loop -----------------------------------------------------------------------

/// The name of what poll_loop throws.
std::string leaves(MapBench& bench) {
  try {
    bench.until_empty();
  } catch (const ExitNow&) {
    return "ExitNow";
  } catch (const Interrupted&) {
    return "Interrupted";
  } catch (const SystemExit& exit) {
    return "SystemExit " + std::to_string(exit.status());
  }
  return "nothing";
}

TEST_CASE("D12: ExitNow, Interrupted and SystemExit leave the loop, which may be called again") {
  struct Way {
    std::string name;
    std::function<void()> out;
  };
  const std::vector<Way> ways{{"ExitNow", [] { throw ExitNow(); }},
                              {"Interrupted", [] { throw Interrupted(); }},
                              {"SystemExit 3", [] { throw SystemExit(3); }}};
  over_every_map([&](MapBench& bench) {
    for (const Way& way : ways) {
      for (const std::string name : {"readable", "handle_read", "handle_close", "handle_error"}) {
        CAPTURE(way.name);
        CAPTURE(name);
        Bystander before(bench);
        Wire wire(bench);
        Probe<> channel(std::move(wire.end), bench.map);
        Bystander after(bench);
        if (name == "handle_error") channel.on["handle_read"] = boom;
        channel.on[name] = way.out;
        wire.peer.send("hello");
        if (name == "handle_close") wire.peer.half_close();
        CHECK(leaves(bench) == way.name);
        // Nothing is closed, and nothing is lost.
        CHECK(bench.map.size() == 3);
        channel.on.clear();
        before.check_served();
        after.check_served();
        if (name != "handle_close") bench.until([&] { return channel.received == "hello"; });
        CHECK(channel.is_open());
      }
    }
  });
}

TEST_CASE("D12: who is ready in the same pass as one that leaves is served in the next") {
  over_every_map([](MapBench& bench) {
    Wire one(bench);
    Wire two(bench);
    Probe<> first(std::move(one.end), bench.map);
    Probe<> second(std::move(two.end), bench.map);
    for (Probe<>* each : {&first, &second})
      each->on["handle_read"] = [each] {
        each->received += each->recv(100);
        throw ExitNow();
      };
    one.peer.send("1");
    two.peer.send("2");
    CHECK(leaves(bench) == "ExitNow");
    CHECK(leaves(bench) == "ExitNow");
    CHECK(first.received == "1");
    CHECK(second.received == "2");
  });
}

}  // namespace
}  // namespace kit
