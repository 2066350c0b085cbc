// sock_accept, sock_recv, sock_sendall, sock_connect: over every selector with real sockets, and in
// a simulated world.

#include "loop/tasks/sock_ops.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "loop/tasks/gather.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::AnyLoop;
using test::over_every_loop;

/// A socket of a loop; forgotten and closed at the end.
class Socket {
 public:
  Socket(EventLoop& loop, int fd) : loop_(loop), fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept : loop_(other.loop_), fd_(std::exchange(other.fd_, -1)) {}
  ~Socket() { close(); }
  int fd() const { return fd_; }
  void close() {
    if (fd_ < 0) return;
    loop_.forget(fd_);
    loop_.net().close(std::exchange(fd_, -1));
  }

 private:
  EventLoop& loop_;
  int fd_;
};

Socket new_socket(EventLoop& loop, int family = AF_INET) {
  const IoResult made = loop.net().socket(family);
  REQUIRE(made.is_ok());
  return Socket(loop, made.fd());
}

Socket new_listener(EventLoop& loop) {
  Socket listener = new_socket(loop);
  REQUIRE(loop.net().bind(listener.fd(), Address::ip("127.0.0.1", 0)).is_ok());
  REQUIRE(loop.net().listen(listener.fd(), 10).is_ok());
  return listener;
}

/// Two ends of one connection.
struct Ends {
  explicit Ends(EventLoop& loop) : Ends(loop, make(loop)) {}
  Ends(EventLoop& loop, std::array<int, 2> fds) : one(loop, fds[0]), other(loop, fds[1]) {}
  static std::array<int, 2> make(EventLoop& loop) {
    std::array<int, 2> fds{};
    REQUIRE(loop.net().socketpair(fds).is_ok());
    return fds;
  }
  Socket one;
  Socket other;
};

Task<std::string> receive(int fd, std::size_t most) {
  std::string bytes(most, '\0');
  const std::size_t count = co_await sock_recv(fd, std::as_writable_bytes(std::span(bytes)));
  bytes.resize(count);
  co_return bytes;
}

// ----------------------------------------------------------------------------- blocking sockets

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
  const Fd blocking(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(blocking);
  test::over_selectors(
      [&blocking](AnyLoop& any) { any.run(refuse_blocking(any.loop(), blocking.get())); });
}

// ------------------------------------------------------------------------------------ sock_recv

Task<> receive_at_once(EventLoop& loop) {
  Ends ends(loop);
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
  Ends ends(loop);
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
  Ends ends(loop);
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
  Socket listener = new_listener(loop);
  const Address address = loop.net().sockname(listener.fd());
  Socket client = new_socket(loop);
  co_await sock_connect(client.fd(), address);
  const Accepted accepted = co_await sock_accept(listener.fd());
  loop.net().reset(accepted.fd);
  const std::exception_ptr failure = co_await test::failure_of(receive(client.fd(), 100));
  CHECK(test::is<ConnectionResetError>(failure));
}

TEST_CASE("sock_recv: a connection that was reset") {
  over_every_loop([](AnyLoop& any) { any.run(receive_after_reset(any.loop())); });
}

// --------------------------------------------------------------------------------- sock_sendall

Task<std::size_t> count_bytes(int fd) {
  std::size_t total = 0;
  for (;;) {
    const std::string bytes = co_await receive(fd, 65536);
    if (bytes.empty()) co_return total;
    total += bytes.size();
  }
}

Task<> send_and_close(Socket& socket, std::string_view bytes) {
  co_await sock_sendall(socket.fd(), bytes);
  socket.close();
}

Task<> send_much(EventLoop& loop) {
  Ends ends(loop);
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
  Ends ends(loop);
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

// ---------------------------------------------------------------------------------- sock_accept

Task<> accept_one(EventLoop& loop) {
  Socket listener = new_listener(loop);
  const TaskHandle<Accepted> accepting = create_task(sock_accept(listener.fd()));
  co_await test::passes(3);
  CHECK_FALSE(accepting.done());
  Socket client = new_socket(loop);
  co_await sock_connect(client.fd(), loop.net().sockname(listener.fd()));
  const Accepted accepted = co_await accepting;
  Socket server(loop, accepted.fd);
  CHECK(loop.net().is_nonblocking(server.fd()));
  CHECK(accepted.peer == loop.net().sockname(client.fd()));
  CHECK(accepted.peer.host() == "127.0.0.1");
  co_await sock_sendall(client.fd(), "hello");
  const std::string bytes = co_await receive(server.fd(), 100);
  CHECK(bytes == "hello");
}

TEST_CASE("Y07: sock_accept gives a non-blocking descriptor and the peer's address") {
  over_every_loop([](AnyLoop& any) { any.run(accept_one(any.loop())); });
}

Task<> cancel_accept(EventLoop& loop) {
  Socket listener = new_listener(loop);
  const TaskHandle<Accepted> first = create_task(sock_accept(listener.fd()));
  co_await sleep(0s);
  CHECK(first.cancel());
  co_await sleep(0s);
  CHECK(first.cancelled());
  Socket client = new_socket(loop);
  co_await sock_connect(client.fd(), loop.net().sockname(listener.fd()));
  const Accepted accepted = co_await sock_accept(listener.fd());
  Socket server(loop, accepted.fd);
  CHECK(accepted.peer == loop.net().sockname(client.fd()));
}

TEST_CASE("Y07: a sock_accept that is cancelled leaves the listener usable") {
  over_every_loop([](AnyLoop& any) { any.run(cancel_accept(any.loop())); });
}

// --------------------------------------------------------------------------------- sock_connect

/// An address where nobody listens: its listener is closed again.
Address abandoned_address(EventLoop& loop) {
  const Socket listener = new_listener(loop);
  return loop.net().sockname(listener.fd());
}

Task<> connect_refused(EventLoop& loop) {
  const Address address = abandoned_address(loop);
  Socket client = new_socket(loop);
  const std::exception_ptr failure = co_await test::failure_of(sock_connect(client.fd(), address));
  const auto error = test::as<ConnectionRefusedError>(failure);
  CHECK(error.error_number() == ECONNREFUSED);
  CHECK(std::string(error.what()).find(address.str()) != std::string::npos);
}

TEST_CASE("Y08: sock_connect where nobody listens is ConnectionRefused and names the address") {
  over_every_loop([](AnyLoop& any) { any.run(connect_refused(any.loop())); });
}

Task<> cancel_connect(EventLoop& loop) {
  Socket listener = new_listener(loop);
  const Address address = loop.net().sockname(listener.fd());
  Socket client = new_socket(loop);
  const TaskHandle<> connecting = create_task(sock_connect(client.fd(), address));
  co_await sleep(0s);  // its first step comes in this pass, before this task goes on
  CHECK(connecting.cancel());
  co_await sleep(0s);
  CHECK(connecting.cancelled());
  // Were the watcher still there, this would be a second one, and an error.
  co_await loop.writable(client.fd());
  CHECK(loop.net().socket_error(client.fd()) == 0);
}

TEST_CASE("Y08: a sock_connect that is cancelled removes its watcher") {
  over_every_loop([](AnyLoop& any) { any.run(cancel_connect(any.loop())); });
}

/// A listener on a Unix path in a fresh folder, whose queue is full: it holds one more than asked.
class FullUnixListener {
 public:
  explicit FullUnixListener(EventLoop& loop) : listener_(new_socket(loop, AF_UNIX)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "kit-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    REQUIRE(loop.net().bind(listener_.fd(), address()).is_ok());
    REQUIRE(loop.net().listen(listener_.fd(), 0).is_ok());
    for (;;) {
      waiting_.push_back(new_socket(loop, AF_UNIX));
      if (!loop.net().connect(waiting_.back().fd(), address()).is_ok()) break;
    }
  }
  FullUnixListener(const FullUnixListener&) = delete;
  FullUnixListener& operator=(const FullUnixListener&) = delete;
  ~FullUnixListener() { std::filesystem::remove_all(folder_); }
  Address address() const { return Address::unix_path((folder_ / "socket").string()); }

 private:
  Socket listener_;
  std::vector<Socket> waiting_;
  std::filesystem::path folder_;
};

Task<std::exception_ptr> connect_to_full(EventLoop& loop) {
  const FullUnixListener listener(loop);
  const Address address = listener.address();
  Socket client = new_socket(loop, AF_UNIX);
  std::exception_ptr failure = co_await test::failure_of(sock_connect(client.fd(), address));
  co_return failure;
}

TEST_CASE("Y08: a Unix listener whose queue is full is an error, not a connection") {
  test::over_selectors([](AnyLoop& any) {
    const std::exception_ptr failure = any.run(connect_to_full(any.loop()));
    CHECK(test::is<OSError>(failure));  // EAGAIN on Linux, ECONNREFUSED on macOS
  });
}

}  // namespace
}  // namespace kit
