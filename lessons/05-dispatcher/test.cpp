// Lesson 5: what a channel waits for, what is called, and how it ends.
#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "lessons/support/channels.hpp"
#include "lessons/support/story.hpp"
#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

// Everything here happens in a simulated network, one pass at a time. A Probe is a channel that
// writes down what is called; a Peer is the plain socket at its other end.
using namespace lesson;
using test::Collector;
using test::Peer;
using test::Probe;

TEST_CASE_FIXTURE(Plain, "5.1: who has nothing to write is watched for reading only") {
  step("writable() says no");
  bench.ask();
  CHECK(bench.watched(alice.channel) == "read, priority");
  step("writable() says yes");
  alice.channel.wants_to_write = true;
  bench.ask();
  CHECK(bench.watched(alice.channel) == "read, priority, write");
  step("readable() says no");
  alice.channel.wants_to_read = false;
  bench.ask();
  CHECK(bench.watched(alice.channel) == "write");
}

TEST_CASE_FIXTURE(World, "5.1: a listener never writes, whatever its writable() says") {
  Collector listener(bench.map);
  listener.wants_to_write = true;  // as a plain Dispatcher says
  step("a listener is asked; its writable() says yes");
  bench.ask();
  CHECK(bench.watched(listener) == "read, priority");
}

TEST_CASE_FIXTURE(World,
                  "5.1: who is connecting is watched for writing, whatever its writable() says") {
  step("a client connects; its writable() says no");
  Client client(bench, bench.nowhere());
  bench.ask();
  CHECK(bench.watched(client) == "read, priority, write");
}

TEST_CASE_FIXTURE(Plain, "5.1: after the peer's end there is nothing to read, and nobody looks") {
  needs("5.3");
  alice.channel.on["handle_close"] = [] {};  // it stays, to send a long answer
  alice.channel.wants_to_write = true;
  step("Alice finishes, and her channel reads that; it stays open, to answer");
  alice.peer.half_close();
  (void)alice.channel.recv(100);
  bench.ask();
  CHECK(bench.watched(alice.channel) == "write");
}

TEST_CASE_FIXTURE(Plain, "5.2: three bits, three handlers: read, write, urgent data") {
  alice.channel.on["handle_read"] = [] {};
  step("Alice sends hello: her channel can be read");
  alice.peer.send("hello");
  bench.passes(1);
  CHECK(alice.calls() == "handle_read");
  step("another selector says of another channel that it is ready for all three");
  ChannelMap map(std::make_unique<EverythingReady>(), bench.net, bench.clock);
  test::Wire wire(bench);
  Probe<> other(std::move(wire.end), map);
  other.on["handle_read"] = [] {};
  poll_loop(map, Duration::zero(), false, 1);
  CHECK(joined(other.calls) == "handle_read, handle_write, handle_expt");
}

TEST_CASE_FIXTURE(World, "5.2: for a listener handle_read_event() calls handle_accept") {
  Collector listener(bench.map);
  step("somebody connects to a listener");
  Peer client(bench, bench.sockets.connect(listener.address()));
  bench.passes(1);
  CHECK(joined(listener.calls) == "handle_accept");
}

TEST_CASE_FIXTURE(Plain, "5.2: who closes in handle_read is not called again") {
  alice.channel.wants_to_write = true;
  alice.channel.on["handle_read"] = [&] { alice.channel.close(); };
  step("Alice's channel can be read and written, and closes in handle_read");
  alice.peer.send("quit");
  bench.passes(1);
  CHECK(alice.calls() == "handle_read");
}

TEST_CASE_FIXTURE(Plain, "5.2: an old event is not for the newcomer who has the number now") {
  Connected bob(bench);
  std::optional<Newcomer> carol;
  alice.channel.on["handle_read"] = [&] {
    const int number = bob.channel.fileno();
    step("Alice's handler closes Bob; Carol comes, and gets Bob's number");
    bob.channel.close();
    carol.emplace(bench, number);
  };
  step("Alice and Bob send, before anybody looks: two events in one pass");
  alice.peer.send("throw Bob out");
  bob.peer.send("hello?");
  bench.passes(1);
  REQUIRE(carol);
  CHECK(joined(carol->channel.calls) == "");
}

TEST_CASE_FIXTURE(Plain, "5.2: an exception closes the channel that threw, and no other") {
  Connected bob(bench);
  alice.channel.on["handle_read"] = [] { throw std::runtime_error("boom"); };
  bob.channel.on["handle_read"] = [] {};
  step("Alice and Bob send; Alice's handler throws");
  alice.peer.send("hello");
  bob.peer.send("hello");
  bench.passes(1);
  CHECK(alice.calls() == "handle_read, handle_error, handle_close");
  CHECK(bob.calls() == "handle_read");
}

TEST_CASE_FIXTURE(Plain, "5.3: nothing has come: that is thrown, and is not the end") {
  step("recv, and nothing is there");
  CHECK(recv_of(alice.channel) == "throws a BlockingIOError");
  CHECK(alice.calls() == "");
  step("Alice sends after all");
  alice.peer.send("here I am");
  bench.passes(1);
  CHECK(alice.channel.received == "here I am");
}

TEST_CASE_FIXTURE(
    Plain, "5.3: when the peer has finished, handle_close is called, and eof() is true by then") {
  alice.channel.on["handle_close"] = [&] {
    alice.channel.calls.push_back(alice.channel.eof() ? "eof() is true" : "eof() is false");
    alice.channel.close();
  };
  step("Alice sends a word and finishes");
  alice.peer.send("bye");
  alice.peer.half_close();
  bench.passes(3);
  CHECK(alice.channel.received == "bye");
  CHECK(alice.calls() == "handle_read, handle_read, handle_close, eof() is true");
}

TEST_CASE_FIXTURE(Plain,
                  "5.3: a connection that is lost has ended, too; anything else is an error") {
  alice.channel.on["handle_close"] = [] {};
  step("the system says EIO");
  bench.net.on_recv = [](int, std::span<std::byte>) { return IoResult::failed(EIO); };
  CHECK(recv_of(alice.channel) == "throws an OSError: EIO");
  CHECK(alice.calls() == "");
  step("the system says ECONNRESET");
  bench.net.on_recv = [](int, std::span<std::byte>) { return IoResult::failed(ECONNRESET); };
  CHECK(recv_of(alice.channel) == "returns 0 bytes");
  CHECK(alice.calls() == "handle_close");
}

TEST_CASE_FIXTURE(World, "5.4: a connection that stands calls handle_connect, once") {
  Collector listener(bench.map);
  step("a client connects to somebody who listens");
  Client client(bench, listener.address());
  client.on["handle_connect"] = [&] { client.calls.push_back(state_of(client)); };
  bench.passes(1);
  CHECK(joined(client.calls) == "handle_connect, connected, handle_write");
  step("four more passes");
  bench.passes(4);
  CHECK(client.count("handle_connect") == 1);
}

TEST_CASE_FIXTURE(World,
                  "5.4: a connection that is refused calls handle_error, and not handle_connect") {
  step("a client connects to a port where nobody listens");
  Client client(bench, bench.nowhere());
  client.on["handle_error"] = [&] {
    client.calls.push_back(state_of(client));
    client.close();
  };
  bench.passes(3);
  CHECK(joined(client.calls) == "handle_error, not connected");
}

TEST_CASE_FIXTURE(Buffered, "5.5: what the system does not take is kept, and goes out later") {
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

TEST_CASE_FIXTURE(Buffered, "5.5: more than most_at_once is kept, too") {
  const std::string text = test::pattern(200'000);
  step("the channel sends 200,000 bytes; the system takes 65,536 of them");
  CHECK(alice.channel.send(text) == 200'000);
  CHECK(alice.channel.write_buffer_size() == 134'464);
  step("Alice reads, and the channel sends, in turns");
  for (int turn = 0; turn < 5; ++turn) {
    alice.peer.take();
    bench.passes(1);
  }
  expect_bytes(alice.peer.received, text, "what Alice got");
}

TEST_CASE_FIXTURE(Buffered, "5.5: nothing overtakes what waits") {
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

TEST_CASE_FIXTURE(World, "5.5: what is sent while connecting waits until the connection stands") {
  Collector listener(bench.map);
  step("a client connects, and sends hello at once");
  Client<DispatcherWithSend> client(bench, listener.address());
  client.send("hello");
  CHECK(client.write_buffer_size() == 5);
  step("the connection stands");
  bench.passes(3);
  CHECK(client.write_buffer_size() == 0);
}

TEST_CASE_FIXTURE(Buffered, "5.5: nothing is kept for a channel that was closed meanwhile") {
  alice.channel.on["handle_close"] = [&] { alice.channel.close(); };
  step("the channel sends, and the system says EPIPE: handle_close closes");
  bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EPIPE); };
  alice.channel.send("to nobody");
  CHECK(alice.channel.write_buffer_size() == 0);
}

TEST_CASE_FIXTURE(Buffered,
                  "5.6: what waits when the peer finishes is sent before the channel closes") {
  step("the system takes nothing; an answer waits");
  take_at_most(bench, 0);
  alice.channel.send("the answer");
  step("Alice finishes: she has asked, and wants to read");
  alice.peer.half_close();
  bench.passes(2);
  CHECK(state_of(alice.channel) == "connected");
  step("the system takes two bytes at a time");
  take_at_most(bench, 2);
  bench.passes(8);
  alice.peer.take();
  expect_bytes(alice.peer.received, "the answer", "what Alice got");
  CHECK(state_of(alice.channel) == "closed");
}

TEST_CASE_FIXTURE(World, "5.6: who has nothing to say, or nobody to say it to, closes at once") {
  Connected<DispatcherWithSend> bob(bench);
  step("Bob finishes, and there is nothing to tell him");
  bob.peer.half_close();
  bench.passes(1);
  CHECK(state_of(bob.channel) == "closed");
  step("the system takes nothing; an answer waits for Alice; her machine resets the connection");
  Connected<DispatcherWithSend> alice(bench);
  take_at_most(bench, 0);
  alice.channel.send("the answer");
  alice.peer.reset();
  bench.passes(3);
  CHECK(state_of(alice.channel) == "closed");
  step("a request waits for a connection, and that is refused; its channel reads nothing yet");
  Client<DispatcherWithSend> client(bench, bench.nowhere());
  client.wants_to_read = false;
  client.send("a request");
  bench.passes(3);
  CHECK(state_of(client) == "closed");
}

TEST_CASE_FIXTURE(Buffered, "5.6: the second call closes: the rest cannot be sent") {
  step("the system takes nothing; an answer waits; Alice finishes: the first call");
  take_at_most(bench, 0);
  alice.channel.send("the answer");
  alice.peer.half_close();
  bench.passes(2);
  step("the system says EIO when the answer is sent, and handle_error calls handle_close again");
  bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EIO); };
  bench.passes(3);
  CHECK(state_of(alice.channel) == "closed");
}

}  // namespace
}  // namespace kit
