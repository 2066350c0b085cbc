// The ancestors that stop politely keep the promises of the echo server: nobody is cut short, and
// nobody can hold them up for ever.
#include <doctest/doctest.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

const Ending good{.status = 0, .signal = 0};

/// One of the servers, and what it says to who says "hello".
struct Kind {
  std::vector<std::string> command;
  std::string greeting;
  std::string prefix;
  std::string suffix;

  std::string answer(const std::string& text) const { return prefix + text + suffix; }
};

std::vector<Kind> kinds() {
  const std::string greeting =
      "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n";
  return {{ancestor("yield_echo", {"--style", "raw"}), "", "", "\n"},
          {ancestor("dispatcher_echo"), "", "", "\n"},
          {ancestor("async_chat_echo"), greeting, "Echo: ", "\r\n"}};
}

/// A server that is stopping, but not done, because of a client that does not read.
struct SlowStop {
  explicit SlowStop(const Kind& it, int receive_buffer = 4096)
      : kind(it), deaf(server.port(), receive_buffer) {
    CHECK(deaf.read(kind.greeting.size()) == kind.greeting);
    CHECK(witness.read(kind.greeting.size()) == kind.greeting);
    std::string much;
    while (much.size() < 65'536) much += "x\n";
    // Until the server cannot go on: then it has bytes that it cannot get rid of.
    std::size_t sent = 0;  // a line may be cut anywhere, and must go on there
    for (int full = 0; full < 3; ++full) {
      while (const std::size_t more = deaf.send_some(std::string_view(much).substr(sent % 2))) {
        sent += more;
        full = 0;
      }
      witness.send("hello\n");
      CHECK(witness.line() == kind.answer("hello"));
    }
    server.process().signal(SIGTERM);
    CHECK(server.process().err_line().value_or("").find("stopping") != std::string::npos);
  }
  Kind kind;
  EchoServer server{kind.command};
  Client witness = server.connect();
  Client deaf;
};

TEST_CASE("stop: the ancestors do not wait for ever for a client that never reads") {
  std::vector<std::unique_ptr<SlowStop>> stops;  // together: each takes its five seconds
  for (const Kind& kind : kinds()) stops.push_back(std::make_unique<SlowStop>(kind));
  for (const auto& stop : stops) {
    CAPTURE(stop->kind.command.front());
    CHECK(stop->witness.rest() == "");
    CHECK(stop->server.complaints() == "");
    CHECK(stop->server.process().wait() == good);
  }
}

TEST_CASE("stop: a second signal ends the ancestors at once") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.command.front());
    SlowStop stop(kind);
    stop.server.process().signal(SIGINT);
    CHECK(stop.server.process().wait() == Ending{.status = -1, .signal = SIGINT});
  }
}

TEST_CASE("stop: two signals that come in the same moment are two, for the ancestors too") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.command.front());
    EchoServer server(kind.command);
    CHECK(server.session("hello\n") == kind.greeting + kind.answer("hello"));
    server.process().signal(SIGSTOP);  // so that it finds both when it goes on
    server.process().signal(SIGINT);
    server.process().signal(SIGTERM);
    server.process().signal(SIGCONT);
    const Ending ending = server.process().wait();
    CHECK((ending.signal == SIGTERM || ending.signal == SIGINT));
  }
}

TEST_CASE("stop: a slow reader gets from the ancestors all that was taken, then end of file") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.command.front());
    SlowStop stop(kind, 262'144);  // large enough for the reader not to be slower than it must
    CHECK(stop.witness.rest() == "");
    stop.witness.leave();
    // There are requests that the server has not read. And more of them come while the client
    // reads: what nobody reads any more must not become a reset.
    const std::string more(512, 'x');
    std::string said;
    for (std::string piece = "?"; !piece.empty(); said += piece) {
      stop.deaf.send_some(more);
      piece = stop.deaf.read(65'536);
    }
    CHECK_FALSE(said.empty());
    const std::string each = kind.answer("x");
    std::string_view left = said;
    while (left.starts_with(each)) left.remove_prefix(each.size());
    CAPTURE(left.substr(0, 100));
    // Raw bytes may end anywhere, answers to lines may not.
    CHECK((left.empty() || (kind.prefix.empty() && left == "x")));
    stop.deaf.leave();
    CHECK(stop.server.complaints() == "");
    CHECK(stop.server.process().wait() == good);
  }
}

TEST_CASE("stop: idle clients of the ancestors get end of file") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.command.front());
    EchoServer server(kind.command);
    Client one = server.connect();
    one.send("hello\n");
    CHECK(one.read(kind.greeting.size()) == kind.greeting);
    CHECK(one.line() == kind.answer("hello"));
    server.process().signal(SIGTERM);
    CHECK(one.rest() == "");
    one.leave();
    CHECK(server.complaints() == "");
    CHECK(server.process().wait() == good);
  }
}

std::size_t count_of(std::string_view what, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST_CASE("stop: who comes together with the signal does not hold up yield_echo") {
  for (int i = 0; i < 10; ++i) {
    EchoServer server(ancestor("yield_echo", {"--selector", "poll"}));
    server.process().signal(SIGSTOP);
    Client late = server.connect();
    server.process().signal(SIGTERM);
    server.process().signal(SIGCONT);
    try {
      CHECK(late.rest() == "");
    } catch (const std::exception&) {  // nobody has accepted it: a reset
    }
    late.leave();
    CHECK(server.process().wait() == good);
    // Every routine has come to its end, and it was not the alarm that ended them: the signal's,
    // the listener's, and for a client that was accepted one that serves it and one that says
    // goodbye.
    const std::string said = server.process().out_rest();
    CHECK(count_of("Task done", said) == 2 + 2 * count_of("Connection from", said));
  }
}

}  // namespace
}  // namespace kit::test
