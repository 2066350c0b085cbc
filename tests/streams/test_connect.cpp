#include "streams/connect.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>

#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::as;
using test::failure_of;
using test::is;
using test::over_every_loop;
using test::Pair;

/// A port of the loopback on which nobody listens, and nobody else can begin to.
class DeafPort {
 public:
  explicit DeafPort(Net& net) : net_(net), fd_(net.socket(AF_INET).fd()) {
    REQUIRE(net_.bind(fd_, test::any_port()).is_ok());
  }
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;
  ~DeafPort() { net_.close(fd_); }
  Address address() const { return net_.sockname(fd_); }

 private:
  Net& net_;
  int fd_;
};

TEST_CASE("X12: open_connection to a port where nobody listens is refused") {
  static constexpr auto main = []() -> Task<void> {
    const DeafPort deaf(EventLoop::current().net());
    const std::exception_ptr failure = co_await failure_of(open_connection(deaf.address()));
    const auto error = as<ConnectionRefusedError>(failure);
    CHECK(error.error_number() == ECONNREFUSED);
    CHECK(std::string(error.what()).find(deaf.address().str()) != std::string::npos);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X12: a refused connection leaves no descriptor behind") {
  sim::World world;
  static constexpr auto main = [](sim::Network& network) -> Task<void> {
    const std::size_t before = network.open_descriptors();
    for (int i = 0; i < 3; ++i) co_await failure_of(open_connection(Address::ip("127.0.0.1", 9)));
    CHECK(network.open_descriptors() == before);
  };
  world.run(main(world.network()));
}

TEST_CASE("X12: no descriptor left for the socket is an error that names the address") {
  sim::World world;
  static constexpr auto main = [](sim::Network& network) -> Task<void> {
    network.set_descriptor_limit(0);
    const std::exception_ptr failure =
        co_await failure_of(open_connection(Address::ip("127.0.0.1", 9)));
    CHECK(as<OSError>(failure).error_number() == EMFILE);
    CHECK(describe(failure).find("127.0.0.1:9") != std::string::npos);
  };
  world.run(main(world.network()));
}

Task<void> say_hello(StreamReader, StreamWriter writer) {
  writer.write("hello");
  writer.close();
  co_return;
}

TEST_CASE("A07: the addresses of a host are tried in turn") {
  sim::World world;  // in which the port is free on both loopbacks
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(say_hello, Address::ip("::1", 8080));
    Connection connection = co_await open_connection("localhost", 8080);
    CHECK(connection.writer.peername().str() == "[::1]:8080");
    const std::string text = co_await connection.reader.read();
    CHECK(text == "hello");
    connection.writer.close();
    co_await connection.writer.wait_closed();
    server.close();
  };
  world.run(main());
}

TEST_CASE("A07: when none answers, the last one's error comes") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    const std::exception_ptr failure = co_await failure_of(open_connection("localhost", 8080));
    CHECK(is<ConnectionRefusedError>(failure));
    CHECK(describe(failure).find("[::1]:8080") != std::string::npos);
    const std::exception_ptr name = co_await failure_of(open_connection("example.org", 80));
    CHECK(is<std::invalid_argument>(name));
  };
  world.run(main());
}

TEST_CASE("connect: a cancelled attempt lets go of its socket") {
  sim::World world;
  static constexpr auto main = [](sim::Network& network) -> Task<void> {
    Server server = start_server(say_hello, test::any_port());
    const std::size_t before = network.open_descriptors();
    const TaskHandle<Connection> attempt = create_task(open_connection(server.addresses().front()));
    EventLoop::current().call_soon([attempt] { attempt.cancel(); });  // after its first step
    co_await test::passes(1);
    CHECK(network.open_descriptors() == before + 1);
    co_await test::passes(2);
    CHECK(attempt.cancelled());
    server.close();
    co_await server.wait_closed();
    CHECK(network.open_descriptors() == before - 1);  // the listener's is gone, too
  };
  world.run(main(world.network()));
}

TEST_CASE("connect: wrap_socket makes a stream of any connected socket") {
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    std::array<int, 2> ends{};
    REQUIRE(loop.net().socketpair(ends).is_ok());
    Connection one = wrap_socket(loop, ends[0], Address());
    Connection other = wrap_socket(loop, ends[1], Address(), 7);
    CHECK(one.writer.fd() == ends[0]);
    CHECK(one.reader.limit() == 65536);
    CHECK(other.reader.limit() == 7);
    one.writer.write("over the pair\n");
    one.writer.close();
    const std::string text = co_await other.reader.read();
    CHECK(text == "over the pair\n");
    other.writer.close();
    co_await one.writer.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
