// How a server accepts. Out of descriptors: test_accept_exhausted.cpp. Unix sockets:
// test_accept_unix.cpp.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "streams/server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

using test::any_port;
using test::AnyLoop;
using test::as;
using test::check_served;
using test::echo_lines;
using test::failure_of;
using test::passes;
using test::ScriptedNet;
using test::ScriptedWorld;

TEST_CASE("A01: one readiness accepts all who wait, until EAGAIN") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    EventLoop& loop = EventLoop::current();
    ServerOptions options;
    options.backlog = 3;  // and as many wait: the fourth call is the one that says EAGAIN
    std::vector<std::uint32_t> accepted_in;
    Server server = start_server(
        [&accepted_in, &loop](StreamReader, StreamWriter writer) {
          accepted_in.push_back(loop.pass());
          writer.close();
        },
        any_port(), options);
    CHECK(net.backlogs == std::vector<int>{3});
    const Address address = server.addresses().front();
    std::vector<int> clients;
    for (int i = 0; i < 3; ++i) {
      clients.push_back(net.socket(AF_INET).fd());
      CHECK(net.connect(clients.back(), address).would_block());
    }
    co_await passes(3);
    CHECK(net.accepts == 4);
    CHECK(accepted_in.size() == 3);
    CHECK(std::count(accepted_in.begin(), accepted_in.end(), accepted_in.front()) == 3);
    for (const int fd : clients) net.close(fd);
    server.close();
    co_await server.wait_closed();
  };
  world.run(main(world.net()));
}

TEST_CASE("A01: clients that never cease to come do not keep the loop") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    ServerOptions options;
    options.backlog = 5;
    Server server = start_server(echo_lines, any_port(), options);
    net.on_accept = [](int) { return IoResult::failed(ECONNABORTED); };  // one after the other
    Connection client = co_await open_connection(server.addresses().front());
    const int before = net.accepts;
    co_await passes(1);
    CHECK(net.accepts - before <= 2 * 6);  // six in one go
    net.on_accept = nullptr;
    co_await check_served(client);  // and the listener has survived
    client.writer.close();
    server.close();
    co_await server.wait_closed();
  };
  world.run(main(world.net()));
}

TEST_CASE("A01: a server that its first client closes accepts no second one in the same go") {
  sim::World world;
  static constexpr auto main = [](sim::Network& network) -> Task<void> {
    std::vector<Server> servers;
    int accepted = 0;
    servers.push_back(start_server(
        [&servers, &accepted](StreamReader, StreamWriter writer) {
          ++accepted;
          servers.front().close();
          writer.close();
        },
        any_port()));
    const Address address = servers.front().addresses().front();
    const int one = network.socket(AF_INET).fd();
    const int two = network.socket(AF_INET).fd();
    (void)network.connect(one, address);
    (void)network.connect(two, address);
    co_await passes(3);
    CHECK(accepted == 1);
    network.close(one);
    network.close(two);
    co_await servers.front().wait_closed();
  };
  world.run(main(world.network()));
}

TEST_CASE("A05: SO_REUSEADDR is on unless refused, SO_REUSEPORT only when asked for") {
  using Options = std::vector<std::pair<SocketOption, bool>>;
  static constexpr auto has = [](const Options& options, SocketOption option, bool on) {
    return std::count(options.begin(), options.end(), std::pair(option, on));
  };
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    ServerOptions options;
    Server plain = start_server(echo_lines, any_port(), options);
    CHECK(has(net.options, SocketOption::reuse_address, true) == 1);
    CHECK(has(net.options, SocketOption::reuse_port, true) == 0);
    net.options.clear();
    options.reuse_address = false;
    options.reuse_port = true;
    Server other = start_server(echo_lines, any_port(), options);
    CHECK(has(net.options, SocketOption::reuse_address, true) == 0);
    CHECK(has(net.options, SocketOption::reuse_port, true) == 1);
    plain.close();
    other.close();
    co_return;
  };
  world.run(main(world.net()));
}

TEST_CASE("A05: a port in use is one clear error; with reuse_port two share it") {
  static constexpr auto main = []() -> Task<void> {
    ServerOptions shared;
    shared.reuse_port = true;
    Server one = start_server(echo_lines, any_port(), shared);
    const Address address = one.addresses().front();
    Server two = start_server(echo_lines, address, shared);
    CHECK(two.addresses().front() == address);
    two.close();
    static constexpr auto start = [](Address where) -> Task<void> {
      start_server(echo_lines, where).close();
      co_return;
    };
    const std::exception_ptr failure = co_await failure_of(start(address));
    CHECK(as<OSError>(failure).error_number() == EADDRINUSE);
    CHECK(describe(failure).find(address.str()) != std::string::npos);
    one.close();
  };
  test::over_selectors([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("A06: the backlog is 100; an IPv6 listener leaves IPv4 to others") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    const std::pair v6_only(SocketOption::ipv6_only, true);
    Server four = start_server(echo_lines, any_port());
    CHECK(net.backlogs == std::vector<int>{100});
    CHECK(std::count(net.options.begin(), net.options.end(), v6_only) == 0);
    Server six = start_server(echo_lines, Address::ip("::1", 0));
    CHECK(std::count(net.options.begin(), net.options.end(), v6_only) == 1);
    four.close();
    six.close();
    co_return;
  };
  world.run(main(world.net()));
}

}  // namespace
}  // namespace kit
