// The ancestors without descriptors: alive, quiet, and there for those who are in.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

using namespace std::chrono_literals;

/// A server that has just the descriptors to listen, and none for a client.
struct Starved {
  explicit Starved(const std::string& name) {
    for (int limit = 4; limit < 100; ++limit) {
      start = std::chrono::steady_clock::now();
      process = std::make_unique<Process>(with_descriptors(limit, ancestor(name)));
      port = port_in(process->out_line().value_or(""));
      if (port != 0) return;
    }
    FAIL("it does not start");
  }
  std::unique_ptr<Process> process;
  std::uint16_t port = 0;
  std::chrono::steady_clock::time_point start;  // of its first try, or before
};

/// What it says once for each try, on whichever stream.
constexpr std::string_view out_of = "Too many open files";

TEST_CASE("ancestors: with no descriptor for a single client, they wait, and can be stopped") {
  for (const std::string name : {"yield_echo", "select_echo"}) {
    CAPTURE(name);
    Starved server(name);
    const Client waiting(server.port);
    for (int i = 0; i < 4; ++i)
      CHECK(server.process->err_line().value_or("").find(out_of) != std::string::npos);
    // Ten tries a second, not as many as the core can do.
    CHECK(std::chrono::steady_clock::now() - server.start >= 300ms);
    server.process->signal(SIGTERM);
    CHECK(server.process->wait() == (name == "yield_echo"
                                         ? Ending{.status = 0, .signal = 0}
                                         : Ending{.status = -1, .signal = SIGTERM}));
  }
}

TEST_CASE("ancestors: the dispatchers say it once") {
  for (const std::string name : {"dispatcher_echo", "async_chat_echo"}) {
    CAPTURE(name);
    Starved server(name);
    const Client waiting(server.port);
    CHECK(server.process->out_line().value_or("").find(out_of) != std::string::npos);
    server.process->signal(SIGTERM);
    CHECK(server.process->out_rest() == "");
    CHECK(server.process->wait() == Ending{.status = 0, .signal = 0});
  }
}

TEST_CASE("ancestors: each one who leaves makes room for one who waits") {
  for (const std::string name : {"yield_echo", "select_echo", "dispatcher_echo"}) {
    CAPTURE(name);
    EchoServer server(with_descriptors(16, ancestor(name)));
    const std::string answer = name == "yield_echo" ? "GOT:hello\n" : "hello\n";
    std::vector<Client> clients;  // more than there are descriptors
    for (int i = 0; i < 30; ++i) clients.push_back(server.connect());
    for (Client& client : clients) client.send("hello\n");
    for (Client& client : clients) {
      client.finish();
      CHECK(client.rest() == answer);
    }
    CHECK(server.session("hello\n") == answer);
    server.process().signal(SIGTERM);
    const std::string said = server.process().out_rest() + server.process().err_rest();
    std::size_t complaints = 0;
    for (std::size_t at = said.find(out_of); at != said.npos; at = said.find(out_of, at + 1))
      ++complaints;
    CHECK(complaints >= 1);
    CHECK(complaints <= clients.size());
    server.process().wait();
  }
}

}  // namespace
}  // namespace kit::test
