// A server out of descriptors or memory: it says so once, tries again every second, and serves the
// clients that it has.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::any_port;
using test::as;
using test::CaptureReports;
using test::check_served;
using test::echo_lines;
using test::passes;
using test::ScriptedNet;
using test::ScriptedWorld;

TEST_CASE("A03: out of descriptors: one report, and again after a second") {
  ScriptedWorld world;
  static constexpr auto main = [](ScriptedNet& net) -> Task<void> {
    EventLoop& loop = EventLoop::current();
    const CaptureReports reports(loop);
    Server server = start_server(echo_lines, any_port());
    const Address address = server.addresses().front();
    Connection old = co_await open_connection(address);
    co_await check_served(old);
    std::optional<int> error;
    net.on_accept = [&error](int) {
      return error ? std::optional<IoResult>(IoResult::failed(*error)) : std::nullopt;
    };
    std::size_t expected = 0;
    for (const int number : {EMFILE, ENFILE, ENOBUFS, ENOMEM}) {
      CAPTURE(number);
      error = number;
      const TimePoint begin = loop.time();
      const int accepts = net.accepts;
      Connection waiting = co_await open_connection(address);
      waiting.writer.write("first words\n");
      for (int i = 0; i < 25; ++i) {
        co_await sleep(100ms);
        co_await check_served(old);  // throughout
      }
      // Asked at once, after one second and after two; reported once.
      CHECK(net.accepts - accepts == 3);
      CHECK(reports.contexts.size() == ++expected);
      const ExceptionContext& report = reports.contexts.back();
      CHECK(report.message.find("out of system resource") != std::string::npos);
      CHECK(report.details.at("address") == address.str());
      CHECK(as<OSError>(report.exception).error_number() == number);
      error.reset();
      const std::string line = co_await waiting.reader.readline();
      CHECK(line == "first words\n");
      CHECK(loop.time() - begin == 3s);
      waiting.writer.close();
    }
    old.writer.close();
    server.close();
    co_await server.wait_closed();
    loop.set_exception_handler({});
  };
  world.run(main(world.net()));
}

TEST_CASE("A03: a server that is closed while it waits for descriptors leaves no timer") {
  sim::World world;
  static constexpr auto main = [](sim::Network& network) -> Task<void> {
    EventLoop& loop = EventLoop::current();
    const CaptureReports reports(loop);
    Server server = start_server(echo_lines, any_port());
    Connection client = co_await open_connection(server.addresses().front());
    Connection other = co_await open_connection(server.addresses().front());
    co_await check_served(client);
    co_await check_served(other);
    const int fd = network.socket(AF_INET).fd();
    network.set_descriptor_limit(network.open_descriptors());
    CHECK(network.connect(fd, server.addresses().front()).would_block());
    co_await passes(3);
    CHECK(reports.contexts.size() == 1);
    CHECK(loop.timer_count() == 1);
    server.close();
    CHECK(loop.timer_count() == 0);
    network.close(fd);
    client.writer.close();
    other.writer.close();
    co_await server.wait_closed();
    loop.set_exception_handler({});
  };
  world.run(main(world.network()));
}

/// `clock` is the loop's: a second passes when this says so, over real sockets, too.
Task<void> run_out_for_real(sim::VirtualClock& clock) {
  EventLoop& loop = EventLoop::current();
  const CaptureReports reports(loop);
  Server server = start_server(echo_lines, any_port());
  const Address address = server.addresses().front();
  Connection old = co_await open_connection(address);
  co_await check_served(old);
  Net& net = loop.net();
  const int client = net.socket(AF_INET).fd();  // as long as there are descriptors
  {
    const test::NoMoreDescriptors limit;
    CHECK(net.socket(AF_INET).error() == EMFILE);
    (void)net.connect(client, address);  // the system's queue takes it
    while (reports.contexts.empty()) co_await sleep(Duration::zero());
    CHECK(as<OSError>(reports.contexts.front().exception).error_number() == EMFILE);
    for (int second = 0; second < 3; ++second) {
      for (int i = 0; i < 10; ++i) co_await check_served(old);
      CHECK(server.connection_count() == 1);
      clock.advance(1s);
    }
    co_await passes(3);
    CHECK(reports.contexts.size() == 1);
  }
  clock.advance(1s);
  while (server.connection_count() < 2) co_await sleep(Duration::zero());
  co_await check_served(old);
  CHECK(reports.contexts.size() == 1);
  net.close(client);
  old.writer.close();
  server.close();
  co_await server.wait_closed();
  loop.set_exception_handler({});
}

TEST_CASE("A03: out of descriptors for real: one report, old clients served throughout") {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    sim::VirtualClock clock;
    EventLoop loop(make_selector(name), clock, os_net());
    run(loop, run_out_for_real(clock));
  }
}

}  // namespace
}  // namespace kit
