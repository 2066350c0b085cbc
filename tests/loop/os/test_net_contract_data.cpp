// One contract for the system's sockets and the simulated ones: bytes, and how connections end.
#include <doctest/doctest.h>
#include <signal.h>

#include <array>
#include <cerrno>
#include <functional>
#include <string>

#include "tests/support/net_bench.hpp"

using namespace kit;
using test::Line;
using test::NetBench;
using test::over_both_nets;

namespace {

/// Sends until it fails, and returns the errno. For news that may take a moment to arrive.
int send_until_error(Net& net, int fd) {
  IoResult result = IoResult::ok(0);
  while (result.is_ok()) result = net.send(fd, "x");
  return result.error();
}

void over_both_lines(const std::function<void(Line&)>& test) {
  over_both_nets([&](NetBench& bench) {
    Line line(bench);
    test(line);
  });
}

}  // namespace

TEST_CASE("Net: nothing to read would block; bytes come as they were sent") {
  over_both_lines([](Line& line) {
    Net& net = line.bench.net();
    std::array<std::byte, 3> room{};
    CHECK(net.recv(line.server, room).would_block());
    CHECK(net.send(line.client, "hello").bytes() == 5);
    line.bench.wait(line.server, event_read);
    CHECK(net.recv(line.server, room).bytes() == 3);
    CHECK(line.bench.read(line.server) == "lo");
    CHECK(net.recv(line.server, room).would_block());
    CHECK(net.send(line.server, "").bytes() == 0);
    CHECK(net.recv(line.client, room).would_block());
  });
}

TEST_CASE("Net: a large write is taken in part, and nothing is lost or reordered") {
  over_both_lines([](Line& line) {
    Net& net = line.bench.net();
    std::string all(16 << 20, '\0');
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>('a' + i % 23);
    const IoResult first = net.send(line.client, all);
    REQUIRE(first.is_ok());
    CHECK(first.bytes() > 0);
    CHECK(first.bytes() < all.size());  // more than any buffer holds
    std::size_t sent = first.bytes();
    while (true) {
      const IoResult more = net.send(line.client, std::string_view(all).substr(sent));
      if (!more.is_ok()) {
        CHECK(more.would_block());
        break;
      }
      sent += more.bytes();
    }
    std::string got;
    while (got.size() < sent) got += line.bench.read(line.server);
    CHECK(got == all.substr(0, sent));
    line.bench.wait(line.client, event_write);  // there is room again
    CHECK(net.send(line.client, "x").is_ok());
  });
}

TEST_CASE("Net: a half close: the peer reads what was sent, then the end, and may still answer") {
  over_both_lines([](Line& line) {
    Net& net = line.bench.net();
    REQUIRE(net.send(line.client, "request").is_ok());
    CHECK(net.shutdown_write(line.client).is_ok());
    CHECK(line.bench.read(line.server) == "request");
    CHECK(line.bench.read(line.server).empty());
    CHECK(line.bench.read(line.server).empty());  // and again
    REQUIRE(net.send(line.server, "answer").is_ok());
    CHECK(line.bench.read(line.client) == "answer");
    CHECK(net.shutdown_write(line.client).is_ok());  // twice is fine
  });
}

TEST_CASE("Net: writing after one's own half close is EPIPE, not the end of the program") {
  struct sigaction before {};
  REQUIRE(::sigaction(SIGPIPE, nullptr, &before) == 0);
  const bool deadly = before.sa_handler == SIG_DFL;
  REQUIRE(deadly);  // else this test shows nothing
  over_both_lines([](Line& line) {
    REQUIRE(line.bench.net().shutdown_write(line.client).is_ok());
    CHECK(line.bench.net().send(line.client, "x").error() == EPIPE);
  });
}

TEST_CASE("Net: a peer that closed: end of file, and writes fail with EPIPE sooner or later") {
  over_both_lines([](Line& line) {
    Net& net = line.bench.net();
    line.close(line.client);
    CHECK(line.bench.read(line.server).empty());
    CHECK(net.send(line.server, "x").is_ok());  // nobody knows yet that nobody listens
    CHECK(send_until_error(net, line.server) == EPIPE);
    CHECK(line.bench.read(line.server).empty());  // for a reader, it ended in the ordinary way
  });
}

TEST_CASE("Net: what was sent before a close arrives, then the end") {
  over_both_lines([](Line& line) {
    REQUIRE(line.bench.net().send(line.client, "last words").is_ok());
    line.close(line.client);
    CHECK(line.bench.read(line.server) == "last words");
    CHECK(line.bench.read(line.server).empty());
  });
}

TEST_CASE("Net: a reset is told once, then it is the end of file; writes fail with EPIPE") {
  over_both_lines([](Line& line) {
    Net& net = line.bench.net();
    line.reset(line.client);
    CHECK(line.bench.read_error(line.server) == ECONNRESET);
    CHECK(line.bench.read(line.server).empty());
    CHECK(net.send(line.server, "x").error() == EPIPE);
    CHECK(net.shutdown_write(line.server).error() == ENOTCONN);
  });
}

TEST_CASE("Net: a reset is told to whoever writes first, too") {
  over_both_lines([](Line& line) {
    line.reset(line.client);
    line.bench.wait(line.server, event_read);
    CHECK(line.bench.net().send(line.server, "x").error() == ECONNRESET);
    CHECK(line.bench.net().send(line.server, "x").error() == EPIPE);
  });
}

TEST_CASE("Net: closing with unread bytes resets: the peer learns that they were lost") {
  over_both_lines([](Line& line) {
    REQUIRE(line.bench.net().send(line.client, "never read").is_ok());
    line.bench.wait(line.server, event_read);
    line.close(line.server);
    CHECK(line.bench.read_error(line.client) == ECONNRESET);
  });
}

TEST_CASE("Net: bytes that came before a reset can still be read") {
  over_both_lines([](Line& line) {
    Net& net = line.bench.net();
    REQUIRE(net.send(line.client, "before").is_ok());
    line.bench.wait(line.server, event_read);
    line.reset(line.client);
    line.bench.wait(line.server, event_write);
    CHECK(line.bench.read(line.server) == "before");
    CHECK(line.bench.read_error(line.server) == ECONNRESET);
  });
}

TEST_CASE("Net: a client that wrote and left before it was accepted is still served") {
  over_both_nets([](NetBench& bench) {
    const int listener = bench.listen();
    const int client = bench.connect(bench.net().sockname(listener));
    REQUIRE(bench.net().send(client, "quick").is_ok());
    bench.net().close(client);
    const int server = bench.accept(listener);
    CHECK(bench.read(server) == "quick");
    CHECK(bench.read(server).empty());
    bench.net().close(server);
    bench.net().close(listener);
  });
}

TEST_CASE("Net: a listener that closes resets whom it did not accept") {
  over_both_nets([](NetBench& bench) {
    const int listener = bench.listen();
    const int client = bench.connect(bench.net().sockname(listener));
    bench.wait(listener, event_read);
    bench.net().close(listener);
    CHECK(bench.read_error(client) == ECONNRESET);
    bench.net().close(client);
  });
}

TEST_CASE("Net: a socket pair is a connection of its own") {
  over_both_nets([](NetBench& bench) {
    std::array<int, 2> pair{};
    REQUIRE(bench.net().socketpair(pair).is_ok());
    REQUIRE(bench.net().send(pair[0], "there").is_ok());
    REQUIRE(bench.net().send(pair[1], "back").is_ok());
    CHECK(bench.read(pair[1]) == "there");
    CHECK(bench.read(pair[0]) == "back");
    bench.net().close(pair[0]);
    CHECK(bench.read(pair[1]).empty());
    CHECK(bench.net().send(pair[1], "x").error() == EPIPE);  // at once: there is no wire between
    bench.net().close(pair[1]);
  });
}
