// Dispatcher: from what the selector says to what is called; urgent data; a peer that goes away.
//
// D05 in the kit's words: where poll(2) says POLLHUP, POLLERR or POLLNVAL, the selectors say
// "readable and writable". The handlers then run into the trouble: recv() gives what is left and
// after it the end or the error, send() gives the error, and both call handle_close. So it comes
// after the last byte was read, as asyncore's does.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <functional>
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

/// With the system's own sockets: the simulated network knows nothing urgent.
void over_every_system_map(const std::function<void(MapBench&)>& test) {
  over_every_map([&](MapBench& bench) {
    if (!bench.sockets.simulated()) test(bench);
  });
}

void send_urgent(const test::Peer& peer, char byte) {
  REQUIRE(::send(peer.fd(), &byte, 1, MSG_OOB) == 1);
}

// ---- D05: what the selector says, and what is called --------------------------------------------

TEST_CASE("D05: something to read calls handle_read, room to write calls handle_write") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    bench.passes(3);
    CHECK(channel.calls.empty());
    wire.peer.send("hello");
    bench.until([&] { return !channel.calls.empty(); });
    CHECK(channel.calls == Calls{"handle_read"});
    CHECK(channel.received == "hello");
    channel.wants_to_write = true;
    wire.peer.send("more");
    bench.sockets.wait(channel.fileno(), event_read);
    bench.passes(1);
    CHECK(channel.calls == Calls{"handle_read", "handle_read", "handle_write"});
  });
}

TEST_CASE("D05: urgent data calls handle_expt, which may read it with MSG_OOB") {
  over_every_system_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    char urgent = 0;
    channel.on["handle_expt"] = [&] { CHECK(::recv(channel.fileno(), &urgent, 1, MSG_OOB) == 1); };
    send_urgent(wire.peer, '!');
    bench.until([&] { return !channel.calls.empty(); });
    CHECK(channel.calls == Calls{"handle_expt"});
    CHECK(urgent == '!');
    wire.peer.send("and the usual");
    bench.until([&] { return channel.received == "and the usual"; });
    CHECK(channel.count("handle_expt") == 1);
  });
}

TEST_CASE("D05: by default one urgent byte is dropped with a warning, and does not make it spin") {
  over_every_system_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    wire.peer.send("before ");
    send_urgent(wire.peer, '!');
    wire.peer.send("after");
    bench.until([&] { return channel.received == "before after" && channel.says("priority"); });
    const Calls before = channel.calls;
    bench.passes(10);
    CHECK(channel.calls == before);
    CHECK(channel.count("handle_expt") == 1);
    CHECK(channel.lines == Calls{"warning: unhandled incoming priority event"});
    CHECK(channel.connected());
  });
}

TEST_CASE("D05: who closes gently hears nothing more, of urgent data neither") {
  over_every_system_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_read"] = [&] { channel.close_gently(); };
    wire.peer.send("x");
    send_urgent(wire.peer, '!');
    bench.sockets.wait(channel.fileno(), event_priority);
    bench.until([&] { return !channel.calls.empty(); });  // both in one answer of the selector
    bench.passes(3);
    CHECK(channel.calls == Calls{"handle_read"});
  });
}

TEST_CASE("D05: urgent data on a connection that is lost is the loss") {
  over_every_system_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_read"] = [] {};  // so the loss is not noticed there
    send_urgent(wire.peer, '!');
    wire.peer.reset();
    pollfd lost{.fd = channel.fileno(), .events = 0, .revents = 0};
    REQUIRE(::poll(&lost, 1, -1) == 1);
    bench.until_empty();
    CHECK(channel.calls == Calls{"handle_read", "handle_close"});
    CHECK(channel.lost());
  });
}

// ---- D05: trouble -------------------------------------------------------------------------------

TEST_CASE("D05: after a hang-up all that came is read, then handle_close is called, once") {
  over_every_map([](MapBench& bench) {
    const std::string words(20'000, 'w');  // five calls of recv(4096)
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    REQUIRE(bench.net.shutdown_write(channel.fileno()).is_ok());
    wire.peer.send(words);
    wire.peer.close();  // with both directions shut, poll(2) says POLLHUP
    bench.until_empty();
    CHECK(channel.received == words);
    CHECK(channel.calls.back() == "handle_close");
    CHECK(channel.count("handle_close") == 1);
    CHECK(channel.count("handle_error") == 0);
  });
}

TEST_CASE("D05: after a reset what came before is read, then handle_close is called") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    wire.peer.send("last words");
    wire.peer.reset();
    bench.until_empty();
    CHECK(channel.received == "last words");
    CHECK(channel.lost());
    CHECK(channel.count("handle_close") == 1);
    CHECK(channel.count("handle_error") == 0);
  });
}

TEST_CASE("D05: who only writes hears of a reset as well") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.wants_to_read = false;
    channel.wants_to_write = true;
    channel.on["handle_write"] = [&] { channel.send("x"); };
    wire.peer.reset();
    bench.until_empty();
    CHECK(channel.calls.back() == "handle_close");
  });
}

TEST_CASE("D05: who overrides nothing drops what comes, and closes when its peer has gone") {
  over_every_map([](MapBench& bench) {
    for (const bool reset : {false, true}) {
      CAPTURE(reset);
      Wire wire(bench);
      Probe<> channel(std::move(wire.end), bench.map);
      channel.on["handle_read"] = [&] { channel.Dispatcher::handle_read(); };
      wire.peer.send("to nobody");
      bench.until([&] { return channel.says("warning: unhandled read event"); });
      bench.passes(10);
      CHECK(channel.count("handle_read") == 1);
      reset ? wire.peer.reset() : wire.peer.half_close();
      bench.until_empty();
      CHECK(channel.count("handle_close") == 1);
      CHECK(channel.count("handle_error") == 0);
    }
  });
}

TEST_CASE("D05: a handle_close that does not close is called once, and the loop does not spin") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_close"] = [] {};
    wire.peer.reset();
    bench.until([&] { return channel.lost(); });
    bench.passes(10);
    CHECK(channel.send("to nobody") == 0);
    CHECK(channel.recv(10).empty());
    CHECK(channel.calls == Calls{"handle_read", "handle_close"});
    CHECK(channel.is_open());
  });
}

TEST_CASE("D05: a descriptor that was closed behind its back closes its channel") {
  over_every_map([](MapBench& bench) {
    if (bench.selector->name() == "epoll" || bench.selector->name() == "kqueue")
      return;  // they forget a closed descriptor, and say nothing
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    Wire other(bench);
    Probe<> unharmed(std::move(other.end), bench.map);
    bench.passes(1);
    bench.net.close(channel.fileno());
    bench.until([&] { return !channel.is_open(); });
    CHECK(channel.count("handle_close") == 1);
    other.peer.send("hello");
    bench.until([&] { return unharmed.received == "hello"; });
    CHECK(unharmed.calls == Calls{"handle_read"});
  });
}

}  // namespace
}  // namespace kit
