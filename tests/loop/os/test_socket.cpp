// Socket: one owner, closed once, given back to the Net it came from.
#include "loop/os/socket.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <type_traits>
#include <utility>

#include "loop/errors.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/net_bench.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/scripted_net.hpp"

using namespace kit;
using test::NetBench;
using test::over_both_nets;

static_assert(!std::is_copy_constructible_v<Socket>);
static_assert(!std::is_copy_assignable_v<Socket>);
static_assert(std::is_nothrow_move_constructible_v<Socket>);

namespace {

bool is_open(NetBench& bench, int fd) {
  return bench.simulated() ? bench.network().is_open(fd) : ::fcntl(fd, F_GETFD) >= 0;
}

Socket socket_on(NetBench& bench) { return make_socket(bench.net(), AF_INET); }

bool has_option(int fd, int level, int name) {
  int on = 0;
  socklen_t length = sizeof on;
  REQUIRE(::getsockopt(fd, level, name, &on, &length) == 0);
  return on != 0;
}

/// What listen_on throws; null when it listens.
std::exception_ptr refusal(Net& net, const Address& address) {
  try {
    const Socket socket = listen_on(net, address, 5);
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

}  // namespace

// ---- The owner ----------------------------------------------------------------------------------

TEST_CASE("Socket: a default one owns nothing") {
  Socket none;
  CHECK(none.get() == -1);
  CHECK_FALSE(none);
  none.close();
  CHECK(none.release() == -1);
}

TEST_CASE("Socket: the destructor closes") {
  over_both_nets([](NetBench& bench) {
    int number = -1;
    {
      const Socket socket = socket_on(bench);
      number = socket.get();
      CHECK(socket);
      CHECK(&socket.net() == &bench.net());
      CHECK(is_open(bench, number));
    }
    CHECK_FALSE(is_open(bench, number));
  });
}

TEST_CASE("Socket: close twice closes once") {
  over_both_nets([](NetBench& bench) {
    Socket socket = socket_on(bench);
    const int number = socket.get();
    socket.close();
    CHECK(socket.get() == -1);
    CHECK_FALSE(socket);
    CHECK_FALSE(is_open(bench, number));
    // The number goes to the next one. A second close that reached the net would close that.
    const Socket next = socket_on(bench);
    REQUIRE(next.get() == number);
    socket.close();
    CHECK(is_open(bench, number));
  });
}

TEST_CASE("Socket: release gives the descriptor away, open") {
  over_both_nets([](NetBench& bench) {
    int number = -1;
    {
      Socket socket = socket_on(bench);
      number = socket.release();
      CHECK_FALSE(socket);
    }
    CHECK(is_open(bench, number));
    bench.net().close(number);
  });
}

TEST_CASE("Socket: moving hands it over") {
  over_both_nets([](NetBench& bench) {
    Socket first = socket_on(bench);
    const int number = first.get();
    Socket second = std::move(first);
    CHECK(second.get() == number);
    CHECK_FALSE(first);  // NOLINT: what a moved-from one says is part of its promise
    first.close();
    CHECK(is_open(bench, number));

    Socket third = socket_on(bench);
    const int other = third.get();
    third = std::move(second);
    CHECK(third.get() == number);
    CHECK(is_open(bench, number));
    CHECK_FALSE(is_open(bench, other));  // what it held before

    Socket& same = third;
    third = std::move(same);
    CHECK(third.get() == number);
    CHECK(is_open(bench, number));
  });
}

TEST_CASE("Socket: moving hands the net over, too") {
  sim::Network one;
  sim::Network other;
  Socket socket = make_socket(one, AF_INET);
  Socket moved = make_socket(other, AF_INET);
  moved = std::move(socket);
  CHECK(other.open_descriptors() == 0);
  CHECK(&moved.net() == &one);
  Socket made = std::move(moved);
  CHECK(&made.net() == &one);
  CHECK(one.open_descriptors() == 1);
  made.close();
  CHECK(one.open_descriptors() == 0);
}

// ---- make_socket --------------------------------------------------------------------------------

TEST_CASE("make_socket: non-blocking, and TCP sends small writes at once") {
  const Socket tcp = make_socket(os_net(), AF_INET);
  CHECK(os_net().is_nonblocking(tcp.get()));
  CHECK(has_option(tcp.get(), IPPROTO_TCP, TCP_NODELAY));
  CHECK_FALSE(has_option(tcp.get(), SOL_SOCKET, SO_REUSEADDR));  // that is for listeners
  const Socket local = make_socket(os_net(), AF_UNIX);
  CHECK(os_net().is_nonblocking(local.get()));
}

TEST_CASE("make_socket: a Unix socket is not asked for what only TCP has") {
  sim::Network network;
  test::ScriptedNet net(network);
  const Socket local = make_socket(net, AF_UNIX);
  CHECK(net.options.empty());
  const Socket tcp = make_socket(net, AF_INET6);
  CHECK(net.options == std::vector{std::pair(SocketOption::no_delay, true)});
}

TEST_CASE("make_socket: throws when there is none to be had") {
  sim::Network network;
  network.set_descriptor_limit(0);
  try {
    const Socket socket = make_socket(network, AF_INET);
    FAIL("made a socket");
  } catch (const OSError& error) {
    CHECK(error.error_number() == EMFILE);
    CHECK(std::string(error.what()).find("socket") == 0);
  }
  CHECK_THROWS_AS(make_socket(os_net(), -1), OSError);
}

// ---- listen_on ----------------------------------------------------------------------------------

TEST_CASE("listen_on: a socket that accepts, at a port that the system chose") {
  over_both_nets([](NetBench& bench) {
    const Socket listener = listen_on(bench.net(), Address::ip("127.0.0.1", 0), 5);
    const Address here = bench.net().sockname(listener.get());
    CHECK(here.port() != 0);
    CHECK(bench.net().is_nonblocking(listener.get()));
    const Socket client(bench.net(), bench.connect(here));
    const Socket served(bench.net(), bench.accept(listener.get()));
    REQUIRE(bench.net().send(client.get(), "hello").is_ok());
    CHECK(bench.read(served.get()) == "hello");
  });
}

TEST_CASE("listen_on: what it accepts sends small writes at once, too") {
  NetBench bench(false);
  const Socket listener = listen_on(os_net(), Address::ip("127.0.0.1", 0), 5);
  const Socket client(os_net(), bench.connect(os_net().sockname(listener.get())));
  const Socket served(os_net(), bench.accept(listener.get()));
  CHECK(has_option(served.get(), IPPROTO_TCP, TCP_NODELAY));
  CHECK(os_net().is_nonblocking(served.get()));
}

TEST_CASE("listen_on: the backlog is handed on, and a TCP address can be used again at once") {
  sim::Network network;
  test::ScriptedNet net(network);
  const Socket tcp = listen_on(net, Address::ip("127.0.0.1", 0), 17);
  CHECK(net.backlogs == std::vector{17});
  const std::pair reuse(SocketOption::reuse_address, true);
  CHECK(std::count(net.options.begin(), net.options.end(), reuse) == 1);
  net.options.clear();
  const Socket local = listen_on(net, Address::unix_path("/sim/socket"), 1);
  CHECK(net.options.empty());
}

TEST_CASE("listen_on: an address that is taken is named, and nothing stays open") {
  over_both_nets([](NetBench& bench) {
    const Socket first = listen_on(bench.net(), Address::ip("127.0.0.1", 0), 5);
    const Address taken = bench.net().sockname(first.get());
    const int next = socket_on(bench).get();  // the lowest number, free again
    const auto error = test::as<OSError>(refusal(bench.net(), taken));
    CHECK(error.error_number() == EADDRINUSE);
    CHECK(std::string(error.what()).find("cannot listen on " + taken.str()) == 0);
    CHECK(socket_on(bench).get() == next);
  });
}

TEST_CASE("listen_on: an address that is not ours is refused") {
  // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
  const auto error = test::as<OSError>(refusal(os_net(), Address::ip("192.0.2.1", 0)));
  CHECK(error.error_number() == EADDRNOTAVAIL);
}

TEST_CASE("listen_on: a Unix socket; its path is taken once") {
  const test::Folder folder;
  const Address path = Address::unix_path(folder / "s");
  const Socket listener = listen_on(os_net(), path, 5);
  NetBench bench(false);
  const Socket client(os_net(), bench.connect(path));
  const Socket served(os_net(), bench.accept(listener.get()));
  CHECK(test::as<OSError>(refusal(os_net(), path)).error_number() == EADDRINUSE);
}

TEST_CASE("listen_on: a socket that is bound but may not listen is an error, too") {
  sim::Network network;
  test::ScriptedNet net(network);
  net.on_listen = [](int) { return IoResult::failed(EADDRINUSE); };
  const auto error = test::as<OSError>(refusal(net, Address::ip("127.0.0.1", 0)));
  CHECK(error.error_number() == EADDRINUSE);
  CHECK(network.open_descriptors() == 0);
}
