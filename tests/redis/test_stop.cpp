// Two who stop the server at once: it still stops gracefully.
#include <doctest/doctest.h>
#include <signal.h>

#include <string>

#include "tests/redis/servers.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

/// Until the server has begun with the first command of a client named "late".
void wait_until_it_sleeps(RespClient& other) {
  for (;;) {
    const std::string clients = other.command("CLIENT LIST");
    const std::size_t line = clients.find("name=late");
    REQUIRE(line != std::string::npos);
    if (clients.substr(line, clients.find('\n', line) - line).find("cmd=debug") !=
        std::string::npos)
      return;
  }
}

TEST_CASE("SHUTDOWN: of a server that stops already, it does not end it in the middle of that") {
  const Folder folder;
  RespServer ours(Make::ours, {"--appendonly", folder / "aof"});
  {
    RespClient late = ours.connect();
    RespClient other = ours.connect();
    CHECK(late.command("CLIENT SETNAME late") == "+OK\r\n");
    late.send("DEBUG SLEEP 2\r\nSET last 1\r\nSHUTDOWN\r\n");
    wait_until_it_sleeps(other);
    ours.process().signal(SIGTERM);
    CHECK(late.rest() == "+OK\r\n+OK\r\n");
    CHECK(ours.process().wait() == Ending{.status = 0, .signal = 0});
  }
  const RespServer again(Make::ours, {"--appendonly", folder / "aof"});
  CHECK(again.connect().command("GET last") == "$1\r\n1\r\n");
}

}  // namespace
}  // namespace kit::test
