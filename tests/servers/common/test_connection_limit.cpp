#include "servers/common/connection_limit.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "servers/common/serve.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::any_port;
using test::CaptureLog;
using test::CaptureReports;

/// Says "in", and stays until the client says something.
Task<void> guest(StreamReader reader, StreamWriter writer) {
  writer.write("in");
  co_await reader.fill();
  const bool is_bad = reader.buffered() == "throw";
  if (is_bad) throw std::runtime_error("as you wish");
  writer.close();
}

/// All that the server says to a client that says `text`.
Task<std::string> visit(Address server, std::string text) {
  Connection connection = co_await open_connection(std::move(server));
  connection.writer.write(text);
  std::string heard = co_await connection.reader.read();
  connection.writer.close();
  co_return heard;
}

/// One client in a house for one; then those in `texts`, one after the other, when it has left.
Task<void> house_for_one(std::vector<std::string> texts) {
  ConnectionLimit limit(1);
  Server server = start_server(limited(guest, limit), any_port());
  const Address address = server.addresses().front();
  Connection first = co_await open_connection(address);
  const std::string welcome = co_await first.reader.read(2);
  CHECK(welcome == "in");
  for (int i = 0; i < 3; ++i) {
    const std::string heard = co_await visit(address, "knock");
    CHECK(heard == "Server is busy. Try again later.\r\n");
  }
  first.writer.write_eof();
  const std::string rest = co_await first.reader.read();
  CHECK(rest == "");  // the handler has ended
  first.writer.close();
  for (const std::string& text : texts) {
    const std::string heard = co_await visit(address, text);
    CHECK(heard == "in");
  }
  server.close();
  co_await server.wait_closed();
}

TEST_CASE("connection limit: places are taken and given back") {
  ConnectionLimit limit(2);
  CHECK_FALSE(limit.unlimited());
  CHECK(limit.try_acquire());
  CHECK(limit.try_acquire());
  CHECK_FALSE(limit.try_acquire());
  CHECK_FALSE(limit.try_acquire());  // a refusal takes no place
  limit.release();
  CHECK(limit.try_acquire());
  CHECK_FALSE(limit.try_acquire());
}

TEST_CASE("connection limit: two threads never share a place") {
  constexpr int most = 3;
  ConnectionLimit limit(most);
  std::atomic<int> inside{0};
  std::atomic<int> crowded{0};
  const auto come_and_go = [&limit, &inside, &crowded] {
    for (int i = 0; i < 20'000; ++i) {
      if (!limit.try_acquire()) continue;
      if (++inside > most) ++crowded;
      --inside;
      limit.release();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 2 * most; ++i) threads.emplace_back(come_and_go);
  for (std::thread& thread : threads) thread.join();
  CHECK(crowded == 0);
  for (int i = 0; i < most; ++i) CHECK(limit.try_acquire());
  CHECK_FALSE(limit.try_acquire());
}

TEST_CASE("connection limit: who finds no place is told so, and the place is used again") {
  const CaptureLog log;
  sim::World world;
  world.run(house_for_one({"one", "two", "three"}));
  CHECK(log.records.empty());
}

TEST_CASE("connection limit: a handler that throws gives its place back") {
  sim::World world;
  CaptureReports reports(world.loop());
  world.run(house_for_one({"throw", "throw", "two"}));
  CHECK(reports.contexts.size() == 2);
}

TEST_CASE("connection limit: a client that is cut off gives its place back") {
  static constexpr auto main = []() -> Task<void> {
    ConnectionLimit limit(1);
    Server server = start_server(limited(guest, limit), any_port());
    Connection first = co_await open_connection(server.addresses().front());
    const std::string welcome = co_await first.reader.read(2);
    CHECK(welcome == "in");
    server.abort_clients();
    server.close();
    co_await server.wait_closed();
    CHECK(limit.try_acquire());
    first.writer.close();
  };
  sim::World world;
  world.run(main());
}

TEST_CASE("connection limit: zero lets everybody in") {
  static constexpr auto main = []() -> Task<void> {
    ConnectionLimit limit(0);
    CHECK(limit.unlimited());
    Server server = start_server(limited(guest, limit), any_port());
    std::vector<Connection> clients;
    for (int i = 0; i < 10; ++i) {
      Connection client = co_await open_connection(server.addresses().front());
      clients.push_back(std::move(client));
      const std::string welcome = co_await clients.back().reader.read(2);
      CHECK(welcome == "in");
    }
    for (Connection& client : clients) client.writer.close();
    server.close();
    co_await server.wait_closed();
  };
  sim::World world;
  world.run(main());
}

}  // namespace
}  // namespace kit
