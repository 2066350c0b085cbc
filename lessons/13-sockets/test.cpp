// Lesson 13: sockets that a coroutine can wait for. Try first; wait only when the system says so.
#include <doctest/doctest.h>

#include <cerrno>
#include <exception>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "lessons/13-sockets/neighbours.hpp"
#include "lessons/support/names.hpp"
#include "lessons/support/story.hpp"
#include "loop/errors.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loop_socket.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/pattern.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

using test::failure_of;
using test::LoopSocket;
using test::new_listener;
using test::new_socket;
using test::passes;
using test::ScriptedWorld;
using test::SocketPair;

void in_a_world(Task<> (*story)(ScriptedWorld&), std::size_t capacity = 65536) {
  ScriptedWorld world(capacity);
  world.run(story(world));
}

// ------------------------------------------------------------ 13.1: accept

Task<> accept_at_once(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  const LoopSocket listener = new_listener(loop);
  const LoopSocket bob = new_socket(loop);
  step("Bob connects");
  knock(loop, bob, listener);
  const std::string bobs_address = loop.net().sockname(bob.fd()).str();
  step("the server accepts");
  const std::uint32_t before = loop.pass();
  const Accepted accepted = co_await sock_accept(listener.fd());
  const std::uint32_t passes_waited = loop.pass() - before;
  CHECK(passes_waited == 0);
  const LoopSocket server(loop, accepted.fd);
  CHECK(peer_of(loop, server) == bobs_address);
  CHECK(accepted.peer.str() == bobs_address);
}

TEST_CASE("13.1: who has knocked already is let in at once") { in_a_world(accept_at_once); }

Task<> accept_later(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  const LoopSocket listener = new_listener(loop);
  step("the server accepts, and nobody is there");
  const TaskHandle<Accepted> accepting = create_task(sock_accept(listener.fd()));
  co_await passes(3);
  REQUIRE_FALSE(accepting.done());
  step("Bob connects");
  const LoopSocket bob = new_socket(loop);
  knock(loop, bob, listener);
  const Accepted accepted = co_await accepting;
  const LoopSocket server(loop, accepted.fd);
  CHECK(peer_of(loop, server) == loop.net().sockname(bob.fd()).str());
}

TEST_CASE("13.1: while nobody knocks, the server waits and the others go on") {
  in_a_world(accept_later);
}

Task<> accept_woken_for_nothing(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  const LoopSocket listener = new_listener(loop);
  step("the server accepts, and nobody is there");
  const TaskHandle<Accepted> accepting = create_task(sock_accept(listener.fd()));
  co_await passes(1);
  REQUIRE_FALSE(accepting.done());
  step("Bob connects; when the server is woken, accept says EAGAIN once more");
  world.net().on_accept = [&world](int) -> std::optional<IoResult> {
    if (world.net().accepts <= 2) return nothing_there();
    return std::nullopt;
  };
  const LoopSocket bob = new_socket(loop);
  knock(loop, bob, listener);
  const Accepted accepted = co_await accepting;
  const LoopSocket server(loop, accepted.fd);
  CHECK(peer_of(loop, server) == loop.net().sockname(bob.fd()).str());
}

TEST_CASE("13.1: who is woken for nothing waits again") { in_a_world(accept_woken_for_nothing); }

Task<> accept_aborted(ScriptedWorld& world) {
  const LoopSocket listener = new_listener(world.loop());
  step("a client knocks and is gone before the server accepts: the system says ECONNABORTED");
  world.net().on_accept = [](int) { return IoResult::failed(ECONNABORTED); };
  const std::exception_ptr failure = co_await failure_of(sock_accept(listener.fd()));
  CHECK(errno_name(failure) == "ECONNABORTED");
  CHECK(describe(failure).find("accept on descriptor") != std::string::npos);
}

TEST_CASE("13.1: an error of accept is thrown, and says where it happened") {
  in_a_world(accept_aborted);
}

// ------------------------------------------------------------ 13.2: receive

Task<> receive_at_once(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  SocketPair ends(loop);
  step("Alice sends hello");
  ends.one.send("hello");
  step("Bob receives");
  const std::uint32_t before = loop.pass();
  const std::string came = co_await receive(ends.other.fd());
  const std::uint32_t passes_waited = loop.pass() - before;
  CHECK(passes_waited == 0);
  expect_bytes(came, "hello", "what Bob got");
}

TEST_CASE("13.2: what is there comes at once, without a pass of the loop") {
  in_a_world(receive_at_once);
}

Task<> woken_for_nothing(ScriptedWorld& world) {
  SocketPair ends(world.loop());
  step("recv will say EAGAIN twice, although Bob's socket is readable");
  world.net().on_recv = [&world](int, std::span<std::byte>) -> std::optional<IoResult> {
    if (world.net().recvs <= 2) return nothing_there();
    return std::nullopt;
  };
  step("Alice sends hello, and Bob receives");
  ends.one.send("hello");
  const std::string came = co_await receive(ends.other.fd());
  expect_bytes(came, "hello", "what Bob got");
}

TEST_CASE("13.2: who is woken for nothing waits again") { in_a_world(woken_for_nothing); }

Task<> end_of_file(ScriptedWorld& world) {
  SocketPair ends(world.loop());
  step("Alice closes");
  ends.one.close();
  step("Bob receives");
  world.net().on_recv = [&world](int, std::span<std::byte>) -> std::optional<IoResult> {
    if (world.net().recvs > 100) throw std::logic_error("recv was called a hundred times");
    return std::nullopt;
  };
  const std::string came = co_await receive(ends.other.fd());
  expect_bytes(came, "", "what Bob got");
}

TEST_CASE("13.2: the end of file is an answer, not something to wait for") {
  in_a_world(end_of_file);
}

Task<> reset(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  const LoopSocket listener = new_listener(loop);
  const LoopSocket bob = new_socket(loop);
  knock(loop, bob, listener);
  Address peer;
  const int alice = loop.net().accept(listener.fd(), peer).fd();
  step("Alice's program crashes: her system resets the connection");
  loop.net().reset(alice);
  step("Bob receives");
  const std::exception_ptr failure = co_await failure_of(receive(bob.fd()));
  CHECK(errno_name(failure) == "ECONNRESET");
}

TEST_CASE("13.2: a reset is an error, not the end of file") { in_a_world(reset); }

Task<> cancel_receive(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  SocketPair ends(loop);
  step("a task of Bob's receives: EAGAIN, so it pauses at its co_await");
  const TaskHandle<std::string> first = create_task(receive(ends.other.fd()));
  co_await passes(1);
  step("Alice sends hello; the task is cancelled before it has its turn");
  ends.one.send("hello");
  CHECK(first.cancel());
  co_await passes(1);
  CHECK(first.cancelled());
  step("another task of Bob's receives");
  const std::string came = co_await receive(ends.other.fd());
  expect_bytes(came, "hello", "what Bob got");
}

TEST_CASE("13.2: a task that is cancelled while it waits takes no byte with it") {
  in_a_world(cancel_receive);
}

// ------------------------------------------------------------ 13.3: send

Task<> short_writes(ScriptedWorld& world) {
  SocketPair ends(world.loop());
  step("the system will take 4 bytes at a time");
  world.net().on_send = [&world](int fd, std::string_view bytes) -> std::optional<IoResult> {
    return world.net().below().send(fd, bytes.substr(0, 4));
  };
  step("Alice sends 'hello, world', and closes");
  const std::uint32_t before = world.loop().pass();
  co_await sock_sendall(ends.one.fd(), "hello, world");
  const std::uint32_t passes_waited = world.loop().pass() - before;
  ends.one.close();
  const std::string came = co_await receive_all(ends.other.fd());
  expect_bytes(came, "hello, world", "what Bob got");
  CHECK(passes_waited == 0);  // there was room all the time
}

TEST_CASE("13.3: all bytes go out, however few the system takes at a time") {
  in_a_world(short_writes);
}

Task<> send_and_close(LoopSocket& socket, std::string_view bytes) {
  co_await sock_sendall(socket.fd(), bytes);
  socket.close();
}

Task<> slow_reader(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  SocketPair ends(loop);
  const std::string much = test::pattern(1000);
  step("Alice sends 1000 bytes. Bob's system holds 64 until he reads: EAGAIN, so Alice pauses");
  const TaskHandle<> sending = create_task(send_and_close(ends.one, much));
  co_await passes(5);
  CHECK_FALSE(sending.done());
  step("Bob reads all");
  const std::string came = co_await receive_all(ends.other.fd());
  expect_bytes(came, much, "what Bob got");
  CHECK(sending.done());
}

TEST_CASE("13.3: the sender waits for a slow reader, and loses nothing") {
  in_a_world(slow_reader, 64);
}

Task<> send_to_nobody(ScriptedWorld& world) {
  SocketPair ends(world.loop());
  step("Bob closes, and Alice sends");
  ends.other.close();
  const std::exception_ptr failure = co_await failure_of(sock_sendall(ends.one.fd(), "hello"));
  CHECK(errno_name(failure) == "EPIPE");
}

TEST_CASE("13.3: to send to somebody who has left is an error") { in_a_world(send_to_nobody); }

// ------------------------------------------------------------ 13.4: connect

Task<> nobody_listens(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  const Address nowhere = Address::ip("127.0.0.1", 9);
  const LoopSocket bob = new_socket(loop);
  step("Bob connects to port 9, where nobody listens");
  const std::exception_ptr failure = co_await failure_of(sock_connect(bob.fd(), nowhere));
  REQUIRE(errno_name(failure) == "ECONNREFUSED");
  const std::string message = describe(failure);
  CHECK(message.substr(0, 23) == "connect to 127.0.0.1:9:");
}

TEST_CASE("13.4: where nobody listens, sock_connect says so, and where") {
  in_a_world(nobody_listens);
}

Task<> connect(ScriptedWorld& world) {
  EventLoop& loop = world.loop();
  const LoopSocket listener = new_listener(loop);
  LoopSocket bob = new_socket(loop);
  const TaskHandle<Accepted> accepting = create_task(sock_accept(listener.fd()));
  step("Bob connects; he waits until that is settled, and the others have their turn");
  const std::uint32_t before = loop.pass();
  co_await sock_connect(bob.fd(), loop.net().sockname(listener.fd()));
  const std::uint32_t passes_waited = loop.pass() - before;
  CHECK(passes_waited >= 1);
  step("the server accepts");
  const Accepted accepted = co_await accepting;
  const LoopSocket server(loop, accepted.fd);
  step("Bob sends hello");
  bob.send("hello");
  const std::string came = co_await receive(server.fd());
  expect_bytes(came, "hello", "what the server got");
}

TEST_CASE("13.4: after sock_connect there is a connection") { in_a_world(connect); }

}  // namespace
}  // namespace kit
