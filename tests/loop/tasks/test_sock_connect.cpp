// sock_accept and sock_connect: over every selector with real sockets, and in a simulated world.

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/folder.hpp"
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

// ------------------------------------------------------------ sock_accept

Task<> accept_one(EventLoop& loop) {
  LoopSocket listener = new_listener(loop);
  const TaskHandle<Accepted> accepting = create_task(sock_accept(listener.fd()));
  co_await test::passes(3);
  CHECK_FALSE(accepting.done());
  LoopSocket client = new_socket(loop);
  co_await sock_connect(client.fd(), loop.net().sockname(listener.fd()));
  const Accepted accepted = co_await accepting;
  LoopSocket server(loop, accepted.fd);
  CHECK(loop.net().is_nonblocking(server.fd()));
  CHECK(accepted.peer == loop.net().sockname(client.fd()));
  CHECK(accepted.peer.host() == "127.0.0.1");
  client.send("hello");
  co_await loop.readable(server.fd());
  CHECK(server.drain() == 5);
}

TEST_CASE("Y07: sock_accept gives a non-blocking descriptor and the peer's address") {
  over_every_loop([](AnyLoop& any) { any.run(accept_one(any.loop())); });
}

Task<> cancel_accept(EventLoop& loop) {
  LoopSocket listener = new_listener(loop);
  const TaskHandle<Accepted> first = create_task(sock_accept(listener.fd()));
  co_await sleep(0s);
  CHECK(first.cancel());
  co_await sleep(0s);
  CHECK(first.cancelled());
  LoopSocket client = new_socket(loop);
  co_await sock_connect(client.fd(), loop.net().sockname(listener.fd()));
  const Accepted accepted = co_await sock_accept(listener.fd());
  LoopSocket server(loop, accepted.fd);
  CHECK(accepted.peer == loop.net().sockname(client.fd()));
}

TEST_CASE("Y07: a sock_accept that is cancelled leaves the listener usable") {
  over_every_loop([](AnyLoop& any) { any.run(cancel_accept(any.loop())); });
}

// ------------------------------------------------------------ sock_connect

/// An address where nobody listens: its listener is closed again.
Address abandoned_address(EventLoop& loop) {
  const LoopSocket listener = new_listener(loop);
  return loop.net().sockname(listener.fd());
}

Task<> connect_refused(EventLoop& loop) {
  const Address address = abandoned_address(loop);
  LoopSocket client = new_socket(loop);
  const std::exception_ptr failure = co_await test::failure_of(sock_connect(client.fd(), address));
  const auto error = test::as<ConnectionRefusedError>(failure);
  CHECK(error.error_number() == ECONNREFUSED);
  CHECK(std::string(error.what()).find(address.str()) != std::string::npos);
}

TEST_CASE("Y08: sock_connect where nobody listens is ConnectionRefused and names the address") {
  over_every_loop([](AnyLoop& any) { any.run(connect_refused(any.loop())); });
}

Task<> cancel_connect(EventLoop& loop) {
  LoopSocket listener = new_listener(loop);
  const Address address = loop.net().sockname(listener.fd());
  LoopSocket client = new_socket(loop);
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
    REQUIRE(loop.net().bind(listener_.fd(), address()).is_ok());
    REQUIRE(loop.net().listen(listener_.fd(), 0).is_ok());
    for (;;) {
      waiting_.push_back(new_socket(loop, AF_UNIX));
      if (!loop.net().connect(waiting_.back().fd(), address()).is_ok()) break;
    }
  }
  FullUnixListener(const FullUnixListener&) = delete;
  FullUnixListener& operator=(const FullUnixListener&) = delete;
  Address address() const { return Address::unix_path(folder_ / "socket"); }

 private:
  test::Folder folder_;
  LoopSocket listener_;
  std::vector<LoopSocket> waiting_;
};

Task<std::exception_ptr> connect_to_full(EventLoop& loop) {
  const FullUnixListener listener(loop);
  const Address address = listener.address();
  LoopSocket client = new_socket(loop, AF_UNIX);
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
