// One contract for the system's sockets and the simulated ones: how connections begin.
// (test_net_contract_data.cpp: what happens on them, and how they end.)
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "tests/support/net_bench.hpp"

using namespace kit;
using test::Line;
using test::NetBench;
using test::over_both_nets;

namespace {

const Address any_port = Address::ip("127.0.0.1", 0);

/// Leaves no free descriptor, as long as it lives.
class NoDescriptors {
 public:
  explicit NoDescriptors(NetBench& bench) : bench_(bench) {
    bench.network().set_descriptor_limit(bench.network().open_descriptors());
    if (bench.simulated()) return;
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() {
    bench_.network().set_descriptor_limit(1'000'000);
    if (!bench_.simulated()) ::setrlimit(RLIMIT_NOFILE, &before_);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  NetBench& bench_;
  rlimit before_{};
};

}  // namespace

TEST_CASE("Net: port 0 becomes a port of the system's choice") {
  over_both_nets([](NetBench& bench) {
    const int first = bench.listen();
    const int second = bench.listen();
    const Address one = bench.net().sockname(first);
    const Address two = bench.net().sockname(second);
    CHECK(one.host() == "127.0.0.1");
    CHECK(one.port() != 0);
    CHECK(two.port() != 0);
    CHECK(one.port() != two.port());
    bench.net().close(first);
    bench.net().close(second);
  });
}

TEST_CASE("Net: connect and accept, and both sides agree on who is who") {
  over_both_nets([](NetBench& bench) {
    Net& net = bench.net();
    const int listener = bench.listen();
    const Address address = net.sockname(listener);
    const int client = bench.connect(address);
    bench.wait(listener, event_read);
    Address peer;
    const IoResult accepted = net.accept(listener, peer);
    REQUIRE(accepted.is_ok());
    const int server = accepted.fd();
    CHECK(peer == net.sockname(client));
    CHECK(net.peername(server) == peer);
    CHECK(net.sockname(server) == address);
    CHECK(net.peername(client) == address);
    CHECK(net.peername(listener).family() == 0);
    for (const int fd : {listener, client, server}) net.close(fd);
  });
}

TEST_CASE("Net: every socket is non-blocking") {
  over_both_nets([](NetBench& bench) {
    Line line(bench);
    for (const int fd : {line.listener, line.client, line.server})
      CHECK(bench.net().is_nonblocking(fd));
    std::array<int, 2> pair{};
    REQUIRE(bench.net().socketpair(pair).is_ok());
    for (const int fd : pair) {
      CHECK(bench.net().is_nonblocking(fd));
      bench.net().close(fd);
    }
  });
}

TEST_CASE("Net: the system's sockets are closed on exec") {
  NetBench bench(false);
  const Line line(bench);
  for (const int fd : {line.listener, line.client, line.server})
    CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("Net: nobody to accept would block") {
  over_both_nets([](NetBench& bench) {
    const int listener = bench.listen();
    Address peer;
    CHECK(bench.net().accept(listener, peer).would_block());
    bench.net().close(listener);
  });
}

TEST_CASE("Net: connections are accepted in the order in which they came") {
  over_both_nets([](NetBench& bench) {
    const int listener = bench.listen();
    std::vector<int> clients;
    for (int i = 0; i < 3; ++i) clients.push_back(bench.connect(bench.net().sockname(listener)));
    for (const int client : clients) {
      const int server = bench.accept(listener);
      CHECK(bench.net().peername(server) == bench.net().sockname(client));
      bench.net().close(server);
      bench.net().close(client);
    }
    bench.net().close(listener);
  });
}

TEST_CASE("Net: a port where nobody listens refuses, and the error is told once") {
  over_both_nets([](NetBench& bench) {
    Net& net = bench.net();
    const int silent = net.socket(AF_INET).fd();
    REQUIRE(net.bind(silent, any_port).is_ok());  // holds the port, and does not listen
    const int client = net.socket(AF_INET).fd();
    const IoResult result = net.connect(client, net.sockname(silent));
    CHECK_FALSE(result.is_ok());
    if (result.would_block()) {
      bench.wait(client, event_write);
      CHECK(net.socket_error(client) == ECONNREFUSED);
      CHECK(net.socket_error(client) == 0);
    } else {
      CHECK(result.error() == ECONNREFUSED);
    }
    net.close(client);
    net.close(silent);
  });
}

TEST_CASE("Net: an address in use, until its listener is closed") {
  over_both_nets([](NetBench& bench) {
    Net& net = bench.net();
    const int first = bench.listen();
    const Address address = net.sockname(first);
    const int second = net.socket(AF_INET).fd();
    REQUIRE(net.set_option(second, SocketOption::reuse_address, true).is_ok());
    CHECK(net.bind(second, address).error() == EADDRINUSE);
    net.close(second);
    net.close(first);
    net.close(bench.listen(address));
  });
}

TEST_CASE("Net: who listens on all interfaces is reached on each") {
  over_both_nets([](NetBench& bench) {
    const int listener = bench.listen(Address::ip("0.0.0.0", 0));
    const std::uint16_t port = bench.net().sockname(listener).port();
    const int client = bench.connect(Address::ip("127.0.0.1", port));
    const int server = bench.accept(listener);
    CHECK(bench.net().sockname(server) == Address::ip("127.0.0.1", port));
    for (const int fd : {listener, client, server}) bench.net().close(fd);
  });
}

TEST_CASE("Net: Unix sockets") {
  over_both_nets([](NetBench& bench) {
    const std::string path = "/tmp/kit-test-" + std::to_string(::getpid()) + ".sock";
    ::unlink(path.c_str());
    const int listener = bench.listen(Address::unix_path(path));
    CHECK(bench.net().sockname(listener).path() == path);
    const int client = bench.connect(Address::unix_path(path));
    const int server = bench.accept(listener);
    REQUIRE(bench.net().send(client, "hello").is_ok());
    CHECK(bench.read(server) == "hello");
    for (const int fd : {listener, client, server}) bench.net().close(fd);
    ::unlink(path.c_str());
  });
}

TEST_CASE("Net: the lowest free number is given to the next socket") {
  over_both_nets([](NetBench& bench) {
    Net& net = bench.net();
    const int low = net.socket(AF_INET).fd();
    const int high = net.socket(AF_INET).fd();
    CHECK(high > low);
    net.close(low);
    CHECK(net.socket(AF_INET).fd() == low);
    net.close(low);
    net.close(high);
  });
}

TEST_CASE("Net: out of descriptors, nothing is opened and who waits to be accepted stays") {
  over_both_nets([](NetBench& bench) {
    Net& net = bench.net();
    const int listener = bench.listen();
    const int client = bench.connect(net.sockname(listener));
    bench.wait(listener, event_read);
    Address peer;
    {
      const NoDescriptors none(bench);
      CHECK(net.socket(AF_INET).error() == EMFILE);
      std::array<int, 2> pair{-1, -1};
      CHECK(net.socketpair(pair).error() == EMFILE);
      CHECK(net.accept(listener, peer).error() == EMFILE);
      CHECK_FALSE(net.accept(listener, peer).would_block());
    }
    const int server = bench.accept(listener);
    CHECK(net.peername(server) == net.sockname(client));
    for (const int fd : {listener, client, server}) net.close(fd);
  });
}

TEST_CASE("Net: calls on the wrong kind of socket, or on none") {
  over_both_nets([](NetBench& bench) {
    Net& net = bench.net();
    Line line(bench);
    Address peer;
    std::array<std::byte, 1> room{};
    CHECK(net.accept(line.client, peer).error() == EINVAL);
    (void)net.connect(line.client, net.sockname(line.listener));  // Linux: "yes, it worked"
    CHECK(net.connect(line.client, net.sockname(line.listener)).error() == EISCONN);
    const int fresh = net.socket(AF_INET).fd();
    CHECK(net.recv(fresh, room).error() == ENOTCONN);
    CHECK(net.send(fresh, "x").error() == EPIPE);
    CHECK(net.shutdown_write(fresh).error() == ENOTCONN);
    net.close(fresh);

    net.close(-1);
    for (const int bad : {-1, 100'000}) {
      CHECK(net.recv(bad, room).error() == EBADF);
      CHECK(net.send(bad, "x").error() == EBADF);
      CHECK(net.accept(bad, peer).error() == EBADF);
      CHECK(net.listen(bad, 1).error() == EBADF);
      CHECK(net.bind(bad, any_port).error() == EBADF);
      CHECK(net.connect(bad, any_port).error() == EBADF);
      CHECK(net.shutdown_write(bad).error() == EBADF);
      CHECK(net.set_option(bad, SocketOption::no_delay, true).error() == EBADF);
      CHECK(net.socket_error(bad) == EBADF);
      CHECK(net.sockname(bad).family() == 0);
      CHECK(net.peername(bad).family() == 0);
    }
  });
}
