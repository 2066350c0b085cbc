// getaddrinfo: names are looked up by another thread, all else needs none.
#include "streams/lookup.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "loop/executor.hpp"
#include "loop/tasks/run.hpp"
#include "streams/address.hpp"
#include "streams/connect.hpp"
#include "streams/server.hpp"

namespace kit {
namespace {

class CountingExecutor final : public Executor {
 public:
  void submit(std::shared_ptr<Work> work) override {
    ++count;
    default_executor().submit(std::move(work));
  }
  int count = 0;
};

// Longer than a label may be (RFC 1035, 2.3.4), so that no name server is asked.
const std::string impossible = std::string(70, 'x') + ".invalid";

Task<> look_up() {
  CountingExecutor executor;
  EventLoop::current().set_default_executor(&executor);
  const std::vector<Address> number = co_await getaddrinfo("127.0.0.1", 80);
  REQUIRE(number.size() == 1);
  CHECK(number.front().str() == "127.0.0.1:80");
  const std::vector<Address> both = co_await getaddrinfo("localhost", 80);
  CHECK(both.size() == 2);
  CHECK(executor.count == 0);
  bool refused = false;
  try {
    (void)co_await getaddrinfo(impossible, 80);
  } catch (const HostError& error) {
    refused = std::string(error.what()).find(impossible) != std::string::npos;
  }
  CHECK(refused);
  CHECK(executor.count == 1);
  EventLoop::current().set_default_executor(nullptr);
}

TEST_CASE("getaddrinfo: only a name needs a thread, and an unknown one is named") {
  run(look_up());
}

Task<> nobody(StreamReader, StreamWriter writer) {
  writer.close();
  co_return;
}

Task<> names_everywhere() {
  int refused = 0;
  try {
    (void)co_await open_connection(impossible, 80);
  } catch (const HostError&) {
    ++refused;
  }
  try {
    (void)co_await start_server(nobody, impossible, 0);
  } catch (const HostError&) {
    ++refused;
  }
  CHECK(refused == 2);
  Server server = co_await start_server(nobody, "127.0.0.1", 0);
  Connection connection = co_await open_connection("127.0.0.1", server.addresses().front().port());
  const std::string end = co_await connection.reader.read();
  CHECK(end == "");
  connection.writer.close();
  server.close();
  co_await server.wait_closed();
}

TEST_CASE("getaddrinfo: open_connection and start_server take names") { run(names_everywhere()); }

}  // namespace
}  // namespace kit
