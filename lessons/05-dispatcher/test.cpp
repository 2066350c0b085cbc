// Lesson 5: what a channel waits for, what is called, and how it ends.
#include <doctest/doctest.h>

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lessons/support/story.hpp"
#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/pairs.hpp"

namespace kit {
namespace {

// Everything here happens in a simulated network, one pass at a time. A Probe is a channel that
// writes down what is called; a Peer is the plain socket at its other end.
using test::Collector;
using test::MapBench;
using test::Peer;
using test::Probe;

struct Bench : MapBench {
  Bench() : MapBench("sim") {}
  /// What the selector is asked to watch for.
  std::string watched(const Dispatcher& channel) const {
    const Events events = selector->get_key(channel.fileno()).events;
    if ((events & event_read) == 0) return events & event_write ? "write" : "nothing";
    return events & event_write ? "read and write" : "read";
  }
};

/// A channel and its peer.
template <class Base = Dispatcher>
struct Connected {
  explicit Connected(Bench& bench) : wire(bench), channel(std::move(wire.end), bench.map) {}
  test::Wire wire;
  Peer& peer = wire.peer;
  Probe<Base> channel;
  /// What was called, in order.
  std::string calls() const {
    std::string text;
    for (const std::string& call : channel.calls) text += (text.empty() ? "" : ", ") + call;
    return text;
  }
};

TEST_CASE("5.1: who has nothing to write is watched for reading only") {
  Bench bench;
  Connected alice(bench);
  Collector listener(bench.map);
  listener.wants_to_write = true;  // as a plain Dispatcher says; a listener never writes
  step("one pass, with a client and a listener");
  bench.passes(1);
  CHECK(bench.watched(alice.channel) == "read");
  CHECK(bench.watched(listener) == "read");
}

TEST_CASE("5.1: who has something to write is watched for writing, and no longer than that") {
  needs("5.2");
  Bench bench;
  Connected alice(bench);
  step("writable() says yes for one pass");
  alice.channel.wants_to_write = true;
  bench.passes(1);
  CHECK(bench.watched(alice.channel) == "read and write");
  CHECK(alice.calls() == "handle_write");
  step("writable() says no, for five passes");
  alice.channel.wants_to_write = false;
  bench.passes(5);
  CHECK(bench.watched(alice.channel) == "read");
  CHECK(alice.calls() == "handle_write");
  step("writable() says yes, readable() says no");
  alice.channel.wants_to_write = true;
  alice.channel.wants_to_read = false;
  bench.passes(1);
  CHECK(bench.watched(alice.channel) == "write");
}

TEST_CASE("5.1: after the peer's end there is nothing to read, and nobody looks") {
  needs("5.2, 5.3");
  Bench bench;
  Connected alice(bench);
  alice.channel.on["handle_close"] = [] {};  // it stays, to send a long answer
  alice.channel.wants_to_write = true;
  step("Alice finishes; her channel stays open");
  alice.peer.half_close();
  bench.until([&] { return alice.channel.eof(); });
  bench.passes(3);
  CHECK(bench.watched(alice.channel) == "write");
  CHECK(alice.channel.count("handle_read") == 1);
}

TEST_CASE("5.2: bytes call handle_read, room calls handle_write, both call both") {
  needs("5.3");
  Bench bench;
  Connected alice(bench);
  step("Alice sends hello");
  alice.peer.send("hello");
  bench.passes(1);
  CHECK(alice.calls() == "handle_read");
  step("Alice sends more, and her channel wants to write");
  alice.peer.send("more");
  alice.channel.wants_to_write = true;
  bench.passes(1);
  CHECK(alice.calls() == "handle_read, handle_read, handle_write");
}

TEST_CASE("5.2: who closes in handle_read is not called again") {
  Bench bench;
  Connected alice(bench);
  alice.channel.wants_to_write = true;
  alice.channel.on["handle_read"] = [&] { alice.channel.close(); };
  step("Alice's channel can be read and written, and closes in handle_read");
  alice.peer.send("quit");
  bench.passes(1);
  CHECK(alice.calls() == "handle_read");
}

TEST_CASE("5.2: an old event is not for the newcomer who has the number now") {
  needs("5.3");
  Bench bench;
  Connected alice(bench);
  Connected bob(bench);
  std::optional<Probe<>> carol;
  std::optional<Peer> carols_peer;
  alice.channel.on["handle_read"] = [&] {
    (void)alice.channel.recv(100);
    const int number = bob.channel.fileno();
    step("Alice's handler closes Bob; Carol comes, and gets Bob's number");
    bob.channel.close();
    const auto pair = test::make_pair_at(bench.net, number);
    carol.emplace(bench.own(pair[0]), bench.map);
    carols_peer.emplace(bench, pair[1]);
  };
  step("Alice and Bob send, before anybody looks: two events in one pass");
  alice.peer.send("throw Bob out");
  bob.peer.send("hello?");
  bench.passes(1);
  REQUIRE(carol);
  CHECK(carol->count("handle_read") == 0);
}

TEST_CASE("5.2: an exception closes the channel that threw, and no other") {
  needs("5.3");
  Bench bench;
  Connected alice(bench);
  Connected bob(bench);
  alice.channel.on["handle_read"] = [] { throw std::runtime_error("boom"); };
  step("Alice and Bob send; Alice's handler throws");
  alice.peer.send("hello");
  bob.peer.send("hello");
  bench.passes(1);
  CHECK(alice.channel.error == "boom");
  CHECK_FALSE(alice.channel.is_open());
  CHECK(bob.channel.received == "hello");
}

TEST_CASE("5.3: nothing has come: that is thrown, and is not the end") {
  Bench bench;
  Connected alice(bench);
  step("recv, and nothing is there");
  CHECK_THROWS_AS((void)alice.channel.recv(100), BlockingIOError);
  CHECK(alice.channel.is_open());
  step("Alice sends after all");
  alice.peer.send("here I am");
  bench.passes(1);
  CHECK(alice.channel.received == "here I am");
}

TEST_CASE("5.3: when the peer has finished, handle_close is called, which closes") {
  Bench bench;
  Connected alice(bench);
  step("Alice sends a word and finishes");
  alice.peer.send("bye");
  alice.peer.half_close();
  bench.passes(3);
  CHECK(alice.channel.received == "bye");
  CHECK(alice.channel.count("handle_close") == 1);
  CHECK_FALSE(alice.channel.is_open());
}

TEST_CASE("5.3: a connection that is lost has ended, too; anything else is an error") {
  Bench bench;
  Connected alice(bench);
  alice.channel.on["handle_close"] = [] {};
  step("the system says EIO");
  bench.net.on_recv = [](int, std::span<std::byte>) { return IoResult::failed(EIO); };
  CHECK_THROWS_AS((void)alice.channel.recv(100), OSError);
  CHECK(alice.calls() == "");
  step("the system says ECONNRESET");
  bench.net.on_recv = [](int, std::span<std::byte>) { return IoResult::failed(ECONNRESET); };
  CHECK_NOTHROW((void)alice.channel.recv(100));
  CHECK(alice.calls() == "handle_close");
  CHECK(alice.channel.lost());
}

TEST_CASE("5.4: a connection that stands calls handle_connect, once") {
  Bench bench;
  Collector listener(bench.map);
  Probe<> client(bench.map);
  bool was_connected = false;
  client.on["handle_connect"] = [&] { was_connected = client.connected(); };
  step("a client connects to somebody who listens");
  client.create_socket();
  client.connect(listener.address());
  CHECK_FALSE(client.connected());
  bench.passes(5);
  CHECK(client.count("handle_connect") == 1);
  CHECK(was_connected);
}

TEST_CASE("5.4: a connection that is refused calls handle_error, and not handle_connect") {
  Bench bench;
  Probe<> client(bench.map);
  const int gone = bench.sockets.listen();
  const Address address = bench.net.sockname(gone);
  bench.net.close(gone);
  step("a client connects to a port where nobody listens");
  client.create_socket();
  client.connect(address);
  bench.passes(3);
  CHECK(client.count("handle_connect") == 0);
  CHECK(client.count("handle_error") == 1);
}

/// A system that takes at most so many bytes of each send.
void take_at_most(Bench& bench, std::size_t size) {
  bench.net.on_send = [&bench, size](int fd, std::string_view bytes) {
    if (size == 0) return IoResult::failed(EAGAIN);
    return bench.net.below().send(fd, bytes.substr(0, size));
  };
}

using Buffered = Connected<DispatcherWithSend>;

TEST_CASE("5.5: what the system does not take is kept, and goes out later") {
  Bench bench;
  Buffered alice(bench);
  step("the system takes three bytes at a time; the channel sends eleven");
  take_at_most(bench, 3);
  CHECK(alice.channel.send("hello world") == 11);
  CHECK(alice.channel.write_buffer_size() == 8);
  step("passes, until all is gone");
  bench.passes(5);
  alice.peer.take();
  expect_bytes(alice.peer.received, "hello world", "what Alice got");
  CHECK(alice.channel.write_buffer_size() == 0);
}

TEST_CASE("5.5: nothing overtakes what waits") {
  Bench bench;
  Buffered alice(bench);
  step("the system takes nothing; the channel sends one");
  take_at_most(bench, 0);
  alice.channel.send("one,");
  step("the system takes anything again; the channel sends two");
  take_at_most(bench, 65536);
  alice.channel.send("two,");
  bench.passes(3);
  alice.peer.take();
  expect_bytes(alice.peer.received, "one,two,", "what Alice got");
}

TEST_CASE("5.6: what waits when the peer finishes is sent before the channel closes") {
  Bench bench;
  Buffered alice(bench);
  step("the system takes nothing; an answer waits");
  take_at_most(bench, 0);
  alice.channel.send("the answer");
  step("Alice finishes: she has asked, and wants to read");
  alice.peer.half_close();
  bench.passes(2);
  CHECK(alice.channel.count("handle_close") == 1);
  step("the system takes two bytes at a time");
  take_at_most(bench, 2);
  bench.passes(8);
  alice.peer.take();
  expect_bytes(alice.peer.received, "the answer", "what Alice got");
  CHECK(alice.peer.eof);
}

TEST_CASE("5.6: nobody waits without a reason") {
  Bench bench;
  Buffered alice(bench);
  Buffered bob(bench);
  step("Bob finishes, and there is nothing to tell him");
  bob.peer.half_close();
  bench.passes(1);
  CHECK_FALSE(bob.channel.is_open());
  step("the system takes nothing; an answer waits for Alice");
  take_at_most(bench, 0);
  alice.channel.send("the answer");
  step("Alice's machine resets the connection");
  alice.peer.reset();
  bench.passes(3);
  CHECK(alice.channel.lost());
  CHECK_FALSE(alice.channel.is_open());
}

}  // namespace
}  // namespace kit
