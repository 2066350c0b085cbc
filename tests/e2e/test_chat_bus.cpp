// chat --bus without a bus: what the command line says, and a chat that begins all the same.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

std::vector<std::string> chat(std::vector<std::string> options) {
  options.insert(options.begin(), {KIT_SERVERS "/chat", "--port", "0"});
  return options;
}

/// What is said on stderr, without the program's name; it ends with status 2.
std::string refusal(const std::vector<std::string>& options) {
  const Outcome outcome(chat(options));
  CHECK(outcome.ending == Ending{.status = 2, .signal = 0});
  CHECK(outcome.out == "");
  const std::string program = KIT_SERVERS "/chat: ";
  CHECK(outcome.err.starts_with(program));
  return outcome.err.substr(program.size());
}

TEST_CASE("chat --bus: a URL that is none ends the program with status 2 and one line") {
  const std::string form = ": redis://[user:password@]HOST[:PORT][/DATABASE] (try --help)\n";
  CHECK(refusal({"--bus", "http://localhost"}) == "--bus: a Redis URL begins with redis://" + form);
  CHECK(refusal({"--bus", "redis://"}) == "--bus: the host is missing" + form);
  CHECK(refusal({"--bus", "redis://localhost:x"}) ==
        "--bus: the port is a number from 1 to 65535" + form);
  CHECK(refusal({"--bus", "redis://localhost/lobby"}) ==
        "--bus: 'lobby' is no number of a database" + form);
  CHECK(refusal({"--bus", "rediss://localhost"}) == "--bus: TLS is not supported" + form);
}

TEST_CASE("chat --bus: rooms that have no good name, and options that need a bus") {
  const std::vector<std::string> bus = {"--bus", "redis://127.0.0.1:1"};
  const auto with = [&bus](std::vector<std::string> more) {
    more.insert(more.begin(), bus.begin(), bus.end());
    return refusal(more);
  };
  CHECK(with({"--room", "a@b"}) == "--room: the name of a room has no @ (try --help)\n");
  CHECK(with({"--room", "two words"}) ==
        "--room: for a room as for a person: a name is one word (try --help)\n");
  CHECK(refusal({"--room", "kitchen"}) ==
        "--room: it is named for others, whom --bus joins (try --help)\n");
  CHECK(refusal({"--channel", "lobby"}) == "--channel: there is none without --bus (try --help)\n");
}

TEST_CASE("chat --bus: nobody is there; the chat begins all the same, and says so") {
  EchoServer server(chat({"--bus", "redis://127.0.0.1:1", "--room", "kitchen"}));
  const std::string line = server.process().err_line().value_or("");
  CHECK(line.find("WARNING the bus redis://127.0.0.1:1 is away: ") != line.npos);
  Client alice = server.connect();
  alice.send("Alice\nhello\n/quit\n");
  CHECK(alice.rest() ==
        "Enter your name: *** Alice joined the chat ***\r\n"
        "*** The bus is away: only who is here hears you ***\r\n");
  server.stop();
}

}  // namespace
}  // namespace kit::test
