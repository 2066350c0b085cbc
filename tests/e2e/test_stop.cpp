// A graceful stop: nobody is cut short, and nobody can hold it up for ever.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

/// Sends `request` again and again until the server's FIN, and then until the server is gone.
/// Returns all that came back. Reads as many answers as it sends requests: a client that sends and
/// does not read can lose what is on its way when the server's patience ends.
std::string talk_until_cut(Client& client, const std::string& request, const std::string& answer) {
  constexpr int count = 1000;
  std::string requests;
  for (int i = 0; i < count; ++i) requests += request;
  std::string answers;
  std::string piece;
  do {
    std::string_view unsent = requests;
    while (!unsent.empty()) {
      const std::size_t sent = client.send_some(unsent);
      if (sent == 0 && errno != EAGAIN) break;
      unsent.remove_prefix(sent);
    }
    piece = client.read(count * answer.size());
    answers += piece;
  } while (piece.size() == count * answer.size());
  while (client.send_some(requests) > 0 || errno == EAGAIN) continue;
  return answers;
}

/// As talk_until_cut, but sends far more than it reads, so that answers pile up on their way.
std::string talk_and_read_slowly(Client& client, const std::string& request) {
  std::string requests;
  while (requests.size() < 65'536) requests += request;
  std::string answers;
  std::size_t offset = 0;  // in `requests`, over and over
  for (;;) {
    offset += client.send_some(std::string_view(requests).substr(offset));
    offset %= requests.size();
    const std::string piece = client.read(512);
    answers += piece;
    if (piece.size() < 512) return answers;
  }
}

/// Whether `text` is `part` again and again, and nothing else.
bool repeats(std::string_view text, std::string_view part) {
  while (text.starts_with(part)) text.remove_prefix(part.size());
  return text.empty();
}

const std::string farewell = "Server is shutting down.\r\n";

/// What came before the farewell, which must be the last that came.
std::string before_farewell(const std::string& text) {
  CHECK(text.ends_with(farewell));
  return text.substr(0, text.size() - std::min(text.size(), farewell.size()));
}

TEST_CASE("stop: idle clients get a farewell and end of file, and the server status 0") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    EchoServer server("line");
    Client one = server.connect();
    Client other = server.connect();
    one.send("hello\n");
    CHECK(one.line() == "Echo: hello\r\n");
    other.send("hello\n");
    CHECK(other.line() == "Echo: hello\r\n");
    server.stop_with(signal);
    CHECK(one.rest() == farewell);
    CHECK(other.rest() == farewell);
  }
}

TEST_CASE("stop: without clients, and in the very moment in which the server says it listens") {
  for (int i = 0; i < 20; ++i) {
    EchoServer server("raw");
    server.stop_with(i % 2 == 0 ? SIGTERM : SIGINT);
  }
}

TEST_CASE("stop: clients that are talking lose no answer and see no reset") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    EchoServer server("line");
    std::vector<Client> clients;
    for (int i = 0; i < 5; ++i) {
      clients.push_back(server.connect());
      clients.back().send("first\n");
      CHECK(clients.back().line() == "Echo: first\r\n");
    }
    for (Client& client : clients) client.send("some words\nsome words\nsome words\n");
    server.process().signal(signal);
    // The first of them goes on until the server is gone, as if it had not noticed.
    for (Client& client : clients)
      CHECK(repeats(before_farewell(talk_until_cut(client, "some words\n", "Echo: some words\r\n")),
                    "Echo: some words\r\n"));
    CHECK(server.complaints() == "");
    CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
  }
}

TEST_CASE("stop: a client that reads slowly gets every answer whole, then end of file") {
  EchoServer server("line");
  Client client = server.connect();
  for (int i = 0; i < 20'000; ++i) client.send_some("some words\n");
  CHECK(client.line() == "Echo: some words\r\n");
  server.process().signal(SIGTERM);
  CHECK(repeats(before_farewell(talk_and_read_slowly(client, "some words\n")),
                "Echo: some words\r\n"));
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("stop: raw bytes come back up to some point, and then end of file") {
  EchoServer server("raw");
  Client client = server.connect();
  CHECK(client.echo("x") == "x");
  server.process().signal(SIGTERM);
  CHECK(repeats(talk_until_cut(client, "x", "x"), "x"));
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("stop: half a line is no request, and is not answered") {
  EchoServer server("line");
  Client client = server.connect();
  client.send("one\ndelete all fi");
  CHECK(client.line() == "Echo: one\r\n");
  server.stop();
  CHECK(client.rest() == farewell);
}

TEST_CASE("stop: what was answered but not read yet still arrives") {
  EchoServer server("line");
  Client client(server.port(), 4096);
  std::string lines;
  while (lines.size() < 30'000) lines += "x\n";
  client.send(lines);
  std::string answers = client.line();  // the others are too many for this client's buffer
  server.process().signal(SIGTERM);
  CHECK(server.process().err_line().value_or("").find("stopping") != std::string::npos);
  answers += client.rest();
  CHECK(repeats(before_farewell(answers), "Echo: x\r\n"));
  CHECK(server.complaints() == "");
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("stop: two workers stop as one") {
  EchoServer server(echo_command({"--style", "line", "--workers", "2"}));
  std::vector<Client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(server.connect());
    clients.back().send("hello\n");
    CHECK(clients.back().line() == "Echo: hello\r\n");
  }
  server.stop();
  for (Client& client : clients) CHECK(client.rest() == farewell);
}

/// A server that is stopping, but not done, because of a client that does not read.
struct SlowStop {
  SlowStop() : deaf(server.port(), 4096) {
    const std::string much(1 << 16, 'x');
    // Until the server cannot go on: then it has bytes that it cannot get rid of.
    for (int full = 0; full < 3; ++full) {
      while (deaf.send_some(much) > 0) full = 0;
      CHECK(witness.echo("hello\n") == "hello\n");
    }
    server.process().signal(SIGTERM);
    CHECK(server.process().err_line().value_or("").find("stopping") != std::string::npos);
  }
  EchoServer server{"raw"};
  Client witness = server.connect();
  Client deaf;
};

TEST_CASE("stop: a client that never reads holds the server up for five seconds at most") {
  SlowStop stop;
  CHECK(stop.witness.rest() == "");
  CHECK(stop.server.complaints() == "");
  CHECK(stop.server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("stop: a second signal ends the server at once") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    SlowStop stop;
    stop.server.process().signal(signal);
    CHECK(stop.server.process().wait() == Ending{.status = -1, .signal = signal});
  }
}

TEST_CASE("stop: two signals that come in the same moment are two") {
  EchoServer server("raw");
  CHECK(server.session("hello\n") == "hello\n");
  server.process().signal(SIGSTOP);  // so that it finds both when it goes on
  server.process().signal(SIGTERM);
  server.process().signal(SIGINT);
  server.process().signal(SIGCONT);
  const Ending ending = server.process().wait();
  CHECK((ending.signal == SIGTERM || ending.signal == SIGINT));
}

}  // namespace
}  // namespace kit::test
