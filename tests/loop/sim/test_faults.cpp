// The fault script, and faults by chance.
#include "loop/sim/faults.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

#include "loop/sim/network.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using sim::Call;
using test::receive;

namespace {

/// A listener, and two ends of a connection; all calls through the faults.
struct Line {
  Line() {
    listener = faults.socket(AF_INET).fd();
    REQUIRE(faults.bind(listener, Address::ip("127.0.0.1", 80)).is_ok());
    REQUIRE(faults.listen(listener, 10).is_ok());
    client = connect();
    server = faults.accept(listener, peer).fd();
  }
  int connect() {
    const int fd = network.foreign_socket(AF_INET);
    REQUIRE(network.connect(fd, Address::ip("127.0.0.1", 80)).would_block());
    return fd;
  }
  int recv_error(int fd) {
    std::array<std::byte, 10> room;
    return network.recv(fd, room).error();
  }

  sim::Network network;
  sim::Faults faults{network};
  Address peer;
  int listener = -1;
  int client = -1;
  int server = -1;
};

}  // namespace

TEST_CASE("Faults: the third accept from now on, and no other") {
  Line line;
  const std::array<int, 4> clients{line.connect(), line.connect(), line.connect(), line.connect()};
  line.faults.fail(Call::accept, 3, EMFILE);
  CHECK_FALSE(line.faults.script_is_done());
  CHECK(line.faults.accept(line.listener, line.peer).is_ok());
  CHECK(line.faults.accept(line.listener, line.peer).is_ok());
  CHECK(line.faults.accept(line.listener, line.peer).error() == EMFILE);
  CHECK(line.faults.script_is_done());
  CHECK(line.faults.accept(line.listener, line.peer).is_ok());  // it went on waiting
  CHECK(line.faults.count(Call::accept) == 5);
  for (const int fd : clients) CHECK(line.network.is_connected(fd));
}

TEST_CASE("Faults: who is lost in accept is reset") {
  Line line;
  const int lost = line.connect();
  const int next = line.connect();
  const std::size_t before = line.network.open_descriptors();
  line.faults.fail(Call::accept, 1, ECONNABORTED);
  CHECK(line.faults.accept(line.listener, line.peer).error() == ECONNABORTED);
  CHECK(line.network.open_descriptors() == before);
  CHECK(line.network.was_cut(lost));
  CHECK(line.recv_error(lost) == ECONNRESET);
  CHECK(line.faults.accept(line.listener, line.peer).is_ok());
  CHECK(line.peer == line.network.sockname(next));
  line.faults.fail(Call::accept, 1, ECONNABORTED);
  CHECK(line.faults.accept(line.listener, line.peer).error() == EAGAIN);  // nobody to lose
}

TEST_CASE("Faults: short reads and writes") {
  Line line;
  line.faults.limit(Call::send, 2, 3);
  line.faults.limit(Call::recv, 1, 2);
  CHECK(line.faults.send(line.server, "abcdef").bytes() == 6);
  CHECK(line.faults.send(line.server, "abcdef").bytes() == 3);
  CHECK(line.faults.send(line.server, "abcdef").bytes() == 6);
  CHECK(receive(line.network, line.client) == "abcdefabcabcdef");
  REQUIRE(line.network.send(line.client, "hello").is_ok());
  CHECK(receive(line.faults, line.server) == "he");
  CHECK(receive(line.faults, line.server) == "llo");
}

TEST_CASE("Faults: EAGAIN loses nothing; a reset breaks the connection for both") {
  Line line;
  REQUIRE(line.network.send(line.client, "hello").is_ok());
  line.faults.fail(Call::recv, 1, EAGAIN);
  line.faults.fail(Call::send, 1, EAGAIN);
  std::array<std::byte, 10> room;
  CHECK(line.faults.recv(line.server, room).would_block());
  CHECK(line.faults.send(line.server, "x").would_block());
  CHECK(receive(line.faults, line.server) == "hello");
  line.faults.fail(Call::recv, 1, ECONNRESET);
  CHECK(line.faults.recv(line.server, room).error() == ECONNRESET);
  CHECK(line.faults.send(line.server, "x").error() == EPIPE);
  CHECK(line.recv_error(line.client) == ECONNRESET);
}

TEST_CASE("Faults: a send into a connection that breaks") {
  Line line;
  line.faults.fail(Call::send, 1, EPIPE);
  CHECK(line.faults.send(line.server, "x").error() == EPIPE);
  CHECK(line.recv_error(line.client) == ECONNRESET);
}

TEST_CASE("Faults: every other call can fail, too") {
  sim::Network network;
  sim::Faults faults(network);
  for (const Call call :
       {Call::socket, Call::bind, Call::listen, Call::connect, Call::set_option, Call::socketpair})
    faults.fail(call, 1, ENOBUFS);
  const Address address = Address::ip("127.0.0.1", 80);
  std::array<int, 2> pair{};
  CHECK(faults.socket(AF_INET).error() == ENOBUFS);
  const int fd = faults.socket(AF_INET).fd();
  CHECK(faults.bind(fd, address).error() == ENOBUFS);
  CHECK(faults.listen(fd, 1).error() == ENOBUFS);
  CHECK(faults.connect(fd, address).error() == ENOBUFS);
  CHECK(faults.set_option(fd, SocketOption::no_delay, true).error() == ENOBUFS);
  CHECK(faults.socketpair(pair).error() == ENOBUFS);
  CHECK(faults.script_is_done());
  CHECK(faults.bind(fd, address).is_ok());
  CHECK(faults.listen(fd, 1).is_ok());
  CHECK(faults.set_option(fd, SocketOption::no_delay, true).is_ok());
  CHECK(faults.socketpair(pair).is_ok());
}

TEST_CASE("Faults: what makes no sense is refused") {
  sim::Network network;
  sim::Faults faults(network);
  CHECK_THROWS_AS(faults.fail(Call::recv, 0, EAGAIN), std::invalid_argument);
  CHECK_THROWS_AS(faults.fail(Call::recv, 1, 0), std::invalid_argument);
  CHECK_THROWS_AS(faults.fail(Call::recv, 1, EINTR), std::invalid_argument);
  CHECK_THROWS_AS(faults.limit(Call::recv, 1, 0), std::invalid_argument);
  CHECK_THROWS_AS(faults.limit(Call::accept, 1, 1), std::invalid_argument);
  CHECK(faults.script_is_done());
}

TEST_CASE("Faults: one byte at a time") {
  Line line;
  line.faults.set_chances(sim::bytewise, sim::Random(1));
  CHECK(line.faults.send(line.server, "ab").bytes() == 1);
  REQUIRE(line.network.send(line.client, "cd").is_ok());
  CHECK(receive(line.faults, line.server) == "c");
  CHECK(receive(line.faults, line.server) == "d");
}

TEST_CASE("Faults: by chance, as often as the profile says") {
  Line line;
  sim::Profile profile;
  profile.would_block = 250;
  profile.cut_short = 250;
  line.faults.set_chances(profile, sim::Random(1));
  int blocked = 0;
  int cut = 0;
  for (int i = 0; i < 4000; ++i) {
    const IoResult result = line.faults.send(line.server, "abcd");
    blocked += result.would_block() ? 1 : 0;
    cut += result.is_ok() && result.bytes() < 4 ? 1 : 0;
    (void)receive(line.network, line.client);
  }
  CHECK(blocked > 900);
  CHECK(blocked < 1100);
  CHECK(cut > 650);
  CHECK(cut < 850);
}

TEST_CASE("Faults: by chance, accept fails in three ways, and the loop's own pair never breaks") {
  Line line;
  sim::Profile profile;
  profile.reset = 1000;
  profile.no_descriptor = 300;
  profile.aborted = 300;
  line.faults.set_chances(profile, sim::Random(1));
  int famine = 0;
  int aborted = 0;
  for (int i = 0; i < 200; ++i) {
    const int fd = line.connect();
    const IoResult result = line.faults.accept(line.listener, line.peer);
    famine += result.error() == EMFILE ? 1 : 0;
    aborted += result.error() == ECONNABORTED ? 1 : 0;
    if (result.error() == EMFILE) (void)line.network.accept(line.listener, line.peer);
    line.network.close(fd);
  }
  CHECK(famine > 20);
  CHECK(aborted > 20);
  const std::array<int, 2> pair = test::make_pair(line.faults);
  CHECK(line.faults.send(pair[0], "x").is_ok());
  CHECK(receive(line.faults, pair[1]) == "x");
  CHECK(line.faults.send(line.server, "x").error() == EPIPE);
}
