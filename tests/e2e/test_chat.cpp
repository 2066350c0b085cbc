// The chat server as people start it. What needs time to pass, or a client that does not read, is
// in tests/servers/chat, in a simulated world.
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/memory.hpp"

namespace kit::test {
namespace {

const std::string prompt = "Enter your name: ";
const std::string shutting_down = "Server is shutting down.\r\n";

std::string joined(const std::string& name) { return "*** " + name + " joined the chat ***\r\n"; }
std::string left(const std::string& name) { return "*** " + name + " left the chat ***\r\n"; }

std::vector<std::string> chat_command(std::vector<std::string> options = {}) {
  options.insert(options.begin(), {KIT_SERVERS "/chat", "--port", "0"});
  return options;
}

/// Who has given a name, and knows that it counts.
Client enter(const EchoServer& server, const std::string& name) {
  Client client = server.connect();
  CHECK(client.read(prompt.size()) == prompt);
  client.send(name + "\n");
  CHECK(client.line() == joined(name));
  return client;
}

/// Bytes of that process in memory (proc(5), statm); 0 where that says nothing.
std::size_t resident_bytes_of(pid_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  if (sanitized || !(statm >> total >> resident)) return 0;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST_CASE("chat: the dialogue of two") {
  EchoServer server(chat_command());
  Client alice = enter(server, "Alice");
  Client bob = enter(server, "Bob");
  CHECK(alice.line() == joined("Bob"));
  alice.send("hi all\n");
  CHECK(bob.line() == "Alice: hi all\r\n");
  bob.send("  hello  \r\n/users\n");
  CHECK(alice.line() == "Bob: hello\r\n");
  CHECK(bob.line() == "Online: Alice, Bob\r\n");
  bob.send("/who\n\n/QUIT\n");
  CHECK(bob.rest() == "");
  CHECK(alice.line() == "Bob: /who\r\n");
  CHECK(alice.line() == "Bob: \r\n");
  CHECK(alice.line() == left("Bob"));
  alice.send("x\n");
  alice.finish();
  CHECK(alice.rest() == "");
  server.stop();
}

TEST_CASE("chat: the dialogue of three, one of whom gives no name, and one vanishes") {
  EchoServer server(chat_command());
  Client alice = enter(server, "Alice");
  Client anon = server.connect();
  CHECK(anon.read(prompt.size()) == prompt);
  anon.send("\n");
  const std::string news = anon.line();
  CHECK(news.starts_with("*** User_"));
  CHECK(alice.line() == news);
  Client carol = server.connect();
  carol.send("ALICE\nCarol\nfirst\n/users\n");
  CHECK(carol.line() == prompt + "Error: the name ALICE is taken\r\n");
  CHECK(carol.line() == prompt + joined("Carol"));
  const std::string anons = news.substr(4, news.find(' ', 4) - 4);
  CHECK(carol.line() == "Online: Alice, " + anons + ", Carol\r\n");
  for (Client* each : {&alice, &anon}) {
    CHECK(each->line() == joined("Carol"));
    CHECK(each->line() == "Carol: first\r\n");
  }
  carol.send("/msg alice psst\n/nick Eve\n");
  CHECK(alice.line() == "Carol (to you): psst\r\n");
  CHECK(alice.line() == "*** Carol is now Eve ***\r\n");
  CHECK(anon.line() == "*** Carol is now Eve ***\r\n");
  carol.reset();
  CHECK(alice.line() == left("Eve"));
  CHECK(anon.line() == left("Eve"));
  server.stop();
  CHECK(alice.rest() == shutting_down);
  CHECK(anon.rest() == shutting_down);
}

TEST_CASE("chat: a house that is full says so, and has room again") {
  EchoServer server(chat_command({"--max-connections", "1"}));
  {
    Client alice = enter(server, "Alice");
    Client bob = server.connect();
    CHECK(bob.rest() == "Server is busy. Try again later.\r\n");
    alice.send("/quit\n");
    CHECK(alice.rest() == "");
  }
  // FIN comes a moment before the place is free.
  std::string heard;
  for (int i = 0; i < 10'000 && !heard.starts_with(prompt); ++i)
    heard = server.session("Carol\n/quit\n");
  CHECK(heard == prompt + joined("Carol"));
  server.stop();
}

TEST_CASE("chat: a signal with 1,000 idle clients: each hears of it, nobody is reset") {
  const ManyDescriptors many;
  EchoServer server(chat_command({"--backlog", "1000"}));
  std::vector<Client> clients;
  for (int i = 0; i < 1000; ++i) {
    clients.push_back(server.connect());
    // Half of them stand at the door.
    if (i % 2 == 0) clients.back().send("G" + std::to_string(i) + "\n");
    CHECK(clients.back().read(prompt.size()) == prompt);
    if (i % 2 == 0) CHECK(clients.back().line() == joined("G" + std::to_string(i)));
  }
  server.stop();  // checks the status, and that nobody complained
  for (Client& each : clients) {
    const std::string rest = each.rest();  // a reset would throw
    CHECK((rest == shutting_down || rest.ends_with("\n" + shutting_down)));
    CHECK((rest.find(" left ") == rest.npos));
    CHECK((rest.find(shutting_down) == rest.size() - shutting_down.size()));
  }
}

/// Alice writes to a new Deaf, who does not read, so many lines at most. Returns how many it took
/// until Deaf was cut off.
int write_to_deaf(Client& alice, Client& deaf, int most) {
  CHECK(deaf.read(prompt.size()) == prompt);
  deaf.send("Deaf\n");
  CHECK(alice.line() == joined("Deaf"));
  for (int i = 0; i < most; ++i) {
    alice.send("/msg Deaf " + std::string(60'000, 'x') + "\n/users\n");
    std::string answer = alice.line();
    if (answer == left("Deaf")) answer = alice.line();
    if (answer == "Online: Alice\r\n") return i;
    CHECK(answer == "Online: Alice, Deaf\r\n");
  }
  return most;
}

TEST_CASE("chat: a second signal ends it at once") {
  for (const int signal : {SIGTERM, SIGINT}) {
    CAPTURE(signal);
    EchoServer server(chat_command());
    Client alice = enter(server, "Alice");
    // How much the system holds for one who does not read; the outbox holds four such lines more.
    Client first(server.port(), 4096);
    const int enough = write_to_deaf(alice, first, 1000);
    REQUIRE(enough < 1000);
    // Now the server has last words that nobody takes, and waits.
    Client second(server.port(), 4096);
    CHECK(write_to_deaf(alice, second, enough - 3) == enough - 3);
    server.process().signal(SIGTERM);
    CHECK(server.process().err_line().value_or("").find("cut ") != std::string::npos);
    CHECK(server.process().err_line().value_or("").find("stopping") != std::string::npos);
    CHECK(alice.rest() == shutting_down);
    server.process().signal(signal);
    CHECK(server.process().wait() == Ending{.status = -1, .signal = signal});
  }
}

TEST_CASE("chat: 10,000 who come and go leave the memory flat, and disturb nobody") {
  EchoServer server(chat_command());
  Client alice = enter(server, "Alice");
  const auto come_and_go = [&server](int i) {
    Client client = server.connect();
    if (i % 4 == 0) return client.reset();   // before the prompt
    if (i % 4 == 1) return client.finish();  // and is gone without having read it
    client.send("Bob\n");
    CHECK(client.read(prompt.size()) == prompt);
    CHECK(client.line() == joined("Bob"));
    if (i % 4 == 2) client.send("/quit\n");
    if (i % 4 == 3) client.finish();
    CHECK(client.rest() == "");
  };
  const auto hear_of_it = [&alice](int i) {
    if (i % 4 < 2) return;
    CHECK(alice.line() == joined("Bob"));
    CHECK(alice.line() == left("Bob"));
  };
  for (int i = 0; i < 1000; ++i) {
    come_and_go(i);
    hear_of_it(i);
  }
  const std::size_t before = resident_bytes_of(server.process().pid());
  for (int i = 0; i < 10'000; ++i) {
    come_and_go(i);
    hear_of_it(i);
  }
  const std::size_t after = resident_bytes_of(server.process().pid());
  CHECK(after <= before + (8u << 20));
  alice.send("/users\n");
  CHECK(alice.line() == "Online: Alice\r\n");
  server.stop();
  CHECK(alice.rest() == shutting_down);
}

TEST_CASE("chat: 1 MB without a newline is one answer, and nobody else hears of it") {
  EchoServer server(chat_command());
  Client alice = enter(server, "Alice");
  Client bob = enter(server, "Bob");
  CHECK(alice.line() == joined("Bob"));
  const std::size_t before = resident_bytes_of(server.process().pid());
  bob.send(std::string(1 << 20, 'x'));
  for (int i = 0; i < 100; ++i) bob.send(std::string(1 << 20, 'x'));
  const std::size_t after = resident_bytes_of(server.process().pid());
  CHECK(after <= before + (4u << 20));
  bob.send("\nstill here\n");
  CHECK(bob.line() == "Error: line too long, at most 65536 bytes\r\n");
  CHECK(alice.line() == "Bob: still here\r\n");
  Client carol = server.connect();
  carol.send(std::string(1 << 20, 'x') + "\nCarol\n");
  CHECK(carol.line() == prompt + "Error: that line is too long\r\n");
  CHECK(carol.line() == prompt + joined("Carol"));
  server.stop();
}

}  // namespace
}  // namespace kit::test
