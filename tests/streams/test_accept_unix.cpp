// Unix sockets: the same server and the same streams, at a path. Real ones: a path is a file.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "streams/server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::as;
using test::failure_of;
using test::over_selectors;

/// A place for a socket in a folder of its own.
class SocketFolder {
 public:
  std::string path() const { return folder_ / "echo"; }
  Address address() const { return Address::unix_path(path()); }
  bool exists() const { return ::access(path().c_str(), F_OK) == 0; }

 private:
  test::Folder folder_;
};

Task<void> answer_one(StreamReader, StreamWriter writer) {
  writer.write("one");
  writer.close();
  co_return;
}

Task<void> answer_two(StreamReader, StreamWriter writer) {
  writer.write("two");
  writer.close();
  co_return;
}

Task<std::string> ask(Address address) {
  Connection client = co_await open_connection(address);
  std::string text = co_await client.reader.read();
  client.writer.close();
  co_await client.writer.wait_closed();
  co_return text;
}

TEST_CASE("A09: a server at a path; the path goes when the server does") {
  static constexpr auto main = []() -> Task<void> {
    const SocketFolder folder;
    Server server = start_server(answer_one, folder.address());
    CHECK(server.addresses().front() == folder.address());
    CHECK(folder.exists());
    const std::string text = co_await ask(folder.address());
    CHECK(text == "one");
    server.close();
    CHECK_FALSE(folder.exists());
    co_await server.wait_closed();
  };
  over_selectors([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("A09: the path that a dead server left behind is replaced") {
  static constexpr auto main = []() -> Task<void> {
    const SocketFolder folder;
    Net& net = EventLoop::current().net();
    const int dead = net.socket(AF_UNIX).fd();
    REQUIRE(net.bind(dead, folder.address()).is_ok());
    net.close(dead);  // the system leaves the path where it is
    CHECK(folder.exists());
    Server server = start_server(answer_one, folder.address());
    const std::string text = co_await ask(folder.address());
    CHECK(text == "one");
    server.close();
    CHECK_FALSE(folder.exists());
    co_await server.wait_closed();
  };
  over_selectors([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("A09: a path that another server has taken over is left to it") {
  static constexpr auto main = []() -> Task<void> {
    const SocketFolder folder;
    Server old = start_server(answer_one, folder.address());
    Server young = start_server(answer_two, folder.address());
    old.close();
    CHECK(folder.exists());
    const std::string text = co_await ask(folder.address());
    CHECK(text == "two");
    young.close();
    CHECK_FALSE(folder.exists());
    co_await young.wait_closed();
  };
  over_selectors([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("A09: a file that is no socket is not touched") {
  static constexpr auto start = [](Address address) -> Task<void> {
    start_server(answer_one, address).close();
    co_return;
  };
  static constexpr auto main = []() -> Task<void> {
    const SocketFolder folder;
    std::ofstream(folder.path()) << "precious";
    const std::exception_ptr failure = co_await failure_of(start(folder.address()));
    CHECK(as<OSError>(failure).error_number() == EADDRINUSE);
    CHECK(describe(failure).find(folder.path()) != std::string::npos);
    CHECK(folder.exists());
  };
  over_selectors([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("A09: nobody at the path: an error that names it") {
  static constexpr auto main = []() -> Task<void> {
    const SocketFolder folder;
    const std::exception_ptr failure = co_await failure_of(ask(folder.address()));
    CHECK(as<OSError>(failure).error_number() == ENOENT);
    CHECK(describe(failure).find(folder.path()) != std::string::npos);
  };
  over_selectors([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
