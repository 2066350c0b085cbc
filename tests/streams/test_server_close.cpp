// Server: starting late, serving for ever, closing, and the end of a program with clients.

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::any_port;
using test::AnyLoop;
using test::check_served;
using test::failure_of;
using test::is;
using test::over_every_loop;
using test::passes;

Task<void> echo_lines(StreamReader reader, StreamWriter writer) {
  for (;;) {
    const std::string line = co_await reader.readline();
    if (line.empty()) break;
    writer.write(line);
  }
  writer.write("end\n");
  writer.close();
}

TEST_CASE("X13: addresses are known as long as it listens") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    CHECK(server.addresses().size() == 1);
    CHECK(server.addresses().front().host() == "127.0.0.1");
    CHECK(server.addresses().front().port() != 0);
    CHECK(server.is_serving());
    server.close();
    CHECK(server.addresses().empty());
    CHECK_FALSE(server.is_serving());
    CHECK_THROWS_AS(server.start_serving(), std::runtime_error);
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X13: start_serving false: refuses until start_serving()") {
  static constexpr auto main = []() -> Task<void> {
    ServerOptions options;
    options.start_serving = false;
    Server server = start_server(echo_lines, any_port(), options);
    CHECK_FALSE(server.is_serving());
    const Address address = server.addresses().front();
    const std::exception_ptr failure = co_await failure_of(open_connection(address));
    CHECK(is<ConnectionRefusedError>(failure));
    server.start_serving();
    server.start_serving();
    CHECK(server.is_serving());
    Connection client = co_await open_connection(address);
    co_await check_served(client);
    client.writer.close();
    server.close();
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

Task<void> serve(Server& server) { co_await server.serve_forever(); }

TEST_CASE("X14: serve_forever ends with close, and only one may be in it") {
  static constexpr auto main = []() -> Task<void> {
    ServerOptions options;
    options.start_serving = false;
    Server server = start_server(echo_lines, any_port(), options);
    const TaskHandle<void> serving = create_task(serve(server));
    co_await passes(1);
    CHECK(server.is_serving());
    const std::exception_ptr second = co_await failure_of(server.serve_forever());
    CHECK(is<std::runtime_error>(second));
    CHECK(server.is_serving());
    CHECK_FALSE(serving.done());
    server.close();
    co_await serving;
    const std::exception_ptr closed = co_await failure_of(server.serve_forever());
    CHECK(is<std::runtime_error>(closed));
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X14: cancelling serve_forever closes the server") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    const TaskHandle<void> serving = create_task(serve(server));
    co_await passes(1);
    serving.cancel();
    co_await passes(2);
    CHECK(serving.cancelled());
    CHECK_FALSE(server.is_serving());
    CHECK(server.addresses().empty());
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X15: close refuses new clients and leaves the old ones alone") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    const Address address = server.addresses().front();
    Connection client = co_await open_connection(address);
    co_await check_served(client);
    server.close();
    server.close();
    const std::exception_ptr failure = co_await failure_of(open_connection(address));
    CHECK(is<ConnectionRefusedError>(failure));
    co_await check_served(client);
    client.writer.close();
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X15: a handler may close the server that called it") {
  static constexpr auto main = []() -> Task<void> {
    std::vector<Server> servers;
    std::vector<Connection> kept;
    servers.push_back(start_server(
        [&servers, &kept](StreamReader reader, StreamWriter writer) {
          kept.emplace_back(std::move(reader), std::move(writer));
          servers.front().close();
        },
        any_port()));
    Connection client = co_await open_connection(servers.front().addresses().front());
    while (kept.empty()) co_await sleep(Duration::zero());
    CHECK_FALSE(servers.front().is_serving());
    kept.front().writer.write("the only one");
    kept.front().writer.close();
    const std::string text = co_await client.reader.read();
    CHECK(text == "the only one");
    client.writer.close();
    co_await servers.front().wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

Task<void> wait_for_end(Server& server) { co_await server.wait_closed(); }

TEST_CASE("X16: wait_closed waits for close and for the last connection") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    Connection client = co_await open_connection(server.addresses().front());
    co_await check_served(client);
    const TaskHandle<void> one = create_task(wait_for_end(server));
    const TaskHandle<void> two = create_task(wait_for_end(server));
    co_await passes(5);
    CHECK_FALSE(one.done());  // open
    server.close();
    co_await passes(5);
    CHECK_FALSE(one.done());  // closed, with a client
    client.writer.close();
    co_await one;
    co_await two;
    CHECK(server.connection_count() == 0);
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X16: close_clients closes every connection: what is buffered, then FIN") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    Connection client = co_await open_connection(server.addresses().front());
    co_await check_served(client);
    server.close();
    server.close_clients();
    const std::string rest = co_await client.reader.read();
    CHECK(rest.empty());
    client.writer.close();
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X16: abort_clients resets every connection and cancels its handler") {
  static constexpr auto main = []() -> Task<void> {
    const test::CaptureReports reports(EventLoop::current());
    Server server = start_server(echo_lines, any_port());
    Connection client = co_await open_connection(server.addresses().front());
    co_await check_served(client);
    server.close();
    server.abort_clients();
    co_await server.wait_closed();  // without the client's help
    const std::exception_ptr failure = co_await failure_of(client.reader.read());
    CHECK(is<ConnectionResetError>(failure));
    CHECK(reports.contexts.empty());
    EventLoop::current().set_exception_handler({});
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X16: end_input lets handlers finish what they are at") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    Connection client = co_await open_connection(server.addresses().front());
    co_await check_served(client);
    server.close();
    server.end_input();
    const std::string rest = co_await client.reader.read();
    CHECK(rest == "end\n");
    client.writer.close();
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

/// Ends with clients connected, one of them in the middle of a line, one that never reads.
Task<void> leave_clients_behind(std::vector<Connection>& clients, bool by_exception) {
  static constexpr auto flood = [](StreamReader reader, StreamWriter writer) -> Task<void> {
    writer.write(std::string(32u << 20, 'x'));
    co_await writer.drain();
    co_await reader.read();
  };
  Server lines = start_server(echo_lines, any_port());
  Server floods = start_server(flood, any_port());
  for (Server* const server : {&lines, &lines, &floods}) {
    Connection client = co_await open_connection(server->addresses().front());
    clients.push_back(std::move(client));
  }
  co_await check_served(clients[0]);
  clients[1].writer.write("half a li");
  while (floods.connection_count() == 0) co_await sleep(Duration::zero());
  co_await passes(5);
  lines.close();
  floods.close();
  if (by_exception) throw Interrupted();
}

TEST_CASE("X17: run ends at once with clients connected, whatever they are at") {
  for (const bool by_exception : {false, true}) {
    CAPTURE(by_exception);
    sim::World world;
    std::vector<Connection> clients;
    try {
      world.run(leave_clients_behind(clients, by_exception));
      CHECK_FALSE(by_exception);
    } catch (const Interrupted&) {
      CHECK(by_exception);
    }
    CHECK(world.clock().now() == TimePoint());  // no grace period was waited for
    CHECK(world.network().open_descriptors() == 0);
    CHECK(clients.size() == 3);
  }
}

TEST_CASE("E11: a server that goes without close is named in a warning, and closed") {
  static constexpr auto main = [](test::CaptureLog& log) -> Task<void> {
    Address address;
    {
      const Server forgotten = start_server(echo_lines, any_port());
      address = forgotten.addresses().front();
    }
    CHECK(log.count("warning: unclosed server on " + address.str()) == 1);
    CHECK(log.records.size() == 1);
    const std::exception_ptr failure = co_await failure_of(open_connection(address));
    CHECK(is<ConnectionRefusedError>(failure));
  };
  over_every_loop([](AnyLoop& any) {
    test::CaptureLog log;
    any.run(main(log));
  });
}

}  // namespace
}  // namespace kit
