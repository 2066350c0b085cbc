// sock_recv and sock_sendall, and what all of them refuse: over every selector with real sockets,
// and in a simulated world.

#include "loop/tasks/sock_ops.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <chrono>
#include <span>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loop_socket.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::AnyLoop;
using test::LoopSocket;
using test::new_listener;
using test::new_socket;
using test::over_every_loop;
using test::SocketPair;

Task<std::string> receive(int fd, std::size_t most) {
  std::string bytes(most, '\0');
  const std::size_t count = co_await sock_recv(fd, std::as_writable_bytes(std::span(bytes)));
  bytes.resize(count);
  co_return bytes;
}

// ------------------------------------------------------------ blocking sockets

Task<> refuse_blocking(EventLoop& loop, int fd) {
  const Address address = Address::ip("127.0.0.1", 1);
  const std::exception_ptr accept = co_await test::failure_of(sock_accept(fd));
  const std::exception_ptr connect = co_await test::failure_of(sock_connect(fd, address));
  loop.set_debug(true);
  const std::exception_ptr recv = co_await test::failure_of(receive(fd, 1));
  const std::exception_ptr sendall = co_await test::failure_of(sock_sendall(fd, "x"));
  for (const std::exception_ptr& failure : {accept, connect, recv, sendall}) {
    CHECK(test::is<std::invalid_argument>(failure));
    CHECK(describe(failure).find("O_NONBLOCK") != std::string::npos);
  }
}

TEST_CASE("Y04: a blocking socket is refused; for recv and sendall in debug mode") {
  const Fd blocking(::socket(AF_INET, SOCK_STREAM, 0));
  REQUIRE(blocking);
  test::over_selectors(
      [&blocking](AnyLoop& any) { any.run(refuse_blocking(any.loop(), blocking.get())); });
}

// ------------------------------------------------------------ sock_recv

Task<> receive_at_once(EventLoop& loop) {
  SocketPair ends(loop);
  REQUIRE(loop.net().send(ends.other.fd(), "hello").is_ok());
  const std::uint32_t before = loop.pass();
  const std::string some = co_await receive(ends.one.fd(), 3);
  const std::string rest = co_await receive(ends.one.fd(), 100);
  CHECK(loop.pass() == before);
  CHECK(some == "hel");
  CHECK(rest == "lo");
  ends.other.close();
  const std::string end = co_await receive(ends.one.fd(), 100);
  CHECK(end.empty());
}

TEST_CASE("Y05: sock_recv gives what is there without a pause, and nothing at the end of file") {
  over_every_loop([](AnyLoop& any) { any.run(receive_at_once(any.loop())); });
}

Task<> receive_later(EventLoop& loop) {
  SocketPair ends(loop);
  const TaskHandle<std::string> reader = create_task(receive(ends.one.fd(), 100));
  co_await test::passes(3);
  CHECK_FALSE(reader.done());
  co_await sock_sendall(ends.other.fd(), "later");
  const std::string bytes = co_await reader;
  CHECK(bytes == "later");
}

TEST_CASE("Y05: sock_recv waits when nothing is there") {
  over_every_loop([](AnyLoop& any) { any.run(receive_later(any.loop())); });
}

Task<> cancel_receive(EventLoop& loop, bool bytes_first) {
  SocketPair ends(loop);
  const TaskHandle<std::string> reader = create_task(receive(ends.one.fd(), 100));
  co_await sleep(0s);
  if (bytes_first) {
    co_await sock_sendall(ends.other.fd(), "kept");
    co_await sleep(0s);  // the reader was woken, and stands behind this task in the queue
    CHECK_FALSE(reader.done());
  }
  CHECK(reader.cancel());
  co_await sleep(0s);
  CHECK(reader.cancelled());
  if (!bytes_first) co_await sock_sendall(ends.other.fd(), "kept");
  const std::string bytes = co_await receive(ends.one.fd(), 100);
  CHECK(bytes == "kept");
}

TEST_CASE("Y05: a sock_recv that is cancelled loses no byte, even one that has come already") {
  over_every_loop([](AnyLoop& any) {
    for (const bool bytes_first : {false, true}) {
      CAPTURE(bytes_first);
      run_until_complete(any.loop(), cancel_receive(any.loop(), bytes_first));
    }
  });
}

Task<> receive_after_reset(EventLoop& loop) {
  LoopSocket listener = new_listener(loop);
  const Address address = loop.net().sockname(listener.fd());
  LoopSocket client = new_socket(loop);
  co_await sock_connect(client.fd(), address);
  const Accepted accepted = co_await sock_accept(listener.fd());
  loop.net().reset(accepted.fd);
  const std::exception_ptr failure = co_await test::failure_of(receive(client.fd(), 100));
  CHECK(test::is<ConnectionResetError>(failure));
}

TEST_CASE("sock_recv: a connection that was reset") {
  over_every_loop([](AnyLoop& any) { any.run(receive_after_reset(any.loop())); });
}

// ------------------------------------------------------------ sock_sendall

Task<std::size_t> count_bytes(int fd) {
  std::size_t total = 0;
  for (;;) {
    const std::string bytes = co_await receive(fd, 65536);
    if (bytes.empty()) co_return total;
    total += bytes.size();
  }
}

Task<> send_and_close(LoopSocket& socket, std::string_view bytes) {
  co_await sock_sendall(socket.fd(), bytes);
  socket.close();
}

Task<> send_much(EventLoop& loop) {
  SocketPair ends(loop);
  const std::string bytes(3'000'000, 'x');  // far more than any buffer holds
  const TaskHandle<> sender = create_task(send_and_close(ends.one, bytes));
  co_await test::passes(3);
  CHECK_FALSE(sender.done());
  const std::size_t total = co_await count_bytes(ends.other.fd());
  CHECK(total == bytes.size());
  CHECK(sender.done());
}

TEST_CASE("sock_sendall: sends all, and waits for the receiver when it must") {
  over_every_loop([](AnyLoop& any) { any.run(send_much(any.loop())); });
}

Task<> send_to_nobody(EventLoop& loop) {
  SocketPair ends(loop);
  ends.other.close();
  // The first bytes may still be taken; the answer to them is what fails the next.
  std::exception_ptr failure;
  for (int i = 0; i < 10 && !failure; ++i) {
    failure = co_await test::failure_of(sock_sendall(ends.one.fd(), "x"));
  }
  CHECK(test::is<ConnectionError>(failure));
}

TEST_CASE("sock_sendall: to a peer that is gone") {
  over_every_loop([](AnyLoop& any) { any.run(send_to_nobody(any.loop())); });
}

}  // namespace
}  // namespace kit
