// The chat on several loops: still one chat. The system decides who is served by which loop, so
// there are so many guests that no loop stays empty, but for one time in a million.
#include <doctest/doctest.h>
#include <signal.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tests/e2e/echo_server.hpp"

namespace kit::test {
namespace {

const std::string prompt = "Enter your name: ";
const std::string shutting_down = "Server is shutting down.\r\n";
constexpr int guests = 20;

std::string name_of(int i) { return "G" + std::to_string(i); }
std::string joined(const std::string& name) { return "*** " + name + " joined the chat ***\r\n"; }

std::vector<std::string> chat_on_three_loops() {
  return {KIT_SERVERS "/chat", "--port", "0", "--workers", "3"};
}

/// Guests who came one after the other, and have all heard the last one come.
struct Party {
  explicit Party(const EchoServer& server) {
    for (int i = 0; i < guests; ++i) {
      all.push_back(server.connect());
      Client& newcomer = all.back();
      CHECK(newcomer.read(prompt.size()) == prompt);
      newcomer.send(name_of(i) + "\n");
      for (Client& each : all) CHECK(each.line() == joined(name_of(i)));
    }
  }
  /// Each of them hears that next, but for one.
  void hear(const std::string& line, int except = -1) {
    for (int i = 0; i < static_cast<int>(all.size()); ++i) {
      CAPTURE(i);
      if (i != except) CHECK(all[static_cast<std::size_t>(i)].line() == line);
    }
  }
  std::deque<Client> all;
};

std::string everybody() {
  std::string names = name_of(0);
  for (int i = 1; i < guests; ++i) names += ", " + name_of(i);
  return names;
}

TEST_CASE("chat --workers: on three loops all hear of all, and names are everybody's") {
  EchoServer server(chat_on_three_loops());
  Party party(server);
  for (Client& each : party.all) {
    each.send("/users\n");
    CHECK(each.line() == "Online: " + everybody() + "\r\n");
  }
  Client late = server.connect();
  for (int i = 0; i < guests; ++i) {
    late.send("g" + std::to_string(i) + "\n");
    CHECK(late.line() == prompt + "Error: the name g" + std::to_string(i) + " is taken\r\n");
  }
  for (int i = 0; i < guests; ++i) {
    const std::string next = name_of((i + 1) % guests);
    Client& one = party.all[static_cast<std::size_t>(i)];
    one.send("/nick " + next + "\n/msg " + next + " psst\n/msg nobody x\nhi\n");
    CHECK(one.line() == "Error: the name " + next + " is taken\r\n");
    CHECK(one.line() == "Error: nobody here is called nobody\r\n");
    Client& neighbour = party.all[static_cast<std::size_t>((i + 1) % guests)];
    CHECK(neighbour.line() == name_of(i) + " (to you): psst\r\n");
    party.hear(name_of(i) + ": hi\r\n", i);
  }
  server.stop();
  for (Client& each : party.all) CHECK(each.rest() == shutting_down);
}

TEST_CASE("chat --workers: a name that was given up is free, and its new owner is meant by it") {
  EchoServer server(chat_on_three_loops());
  Party party(server);
  party.all[0].send("/nick Bob\n");
  party.hear("*** G0 is now Bob ***\r\n");
  party.all[1].send("/nick G0\n");
  party.hear("*** G1 is now G0 ***\r\n");
  party.all[2].send("/msg g0 you\n/msg bob and you\n");
  CHECK(party.all[1].line() == "G2 (to you): you\r\n");
  CHECK(party.all[0].line() == "G2 (to you): and you\r\n");
  party.all[0].send("/quit\n");
  CHECK(party.all[0].rest() == "");
  party.hear("*** Bob left the chat ***\r\n", 0);
  party.all[2].send("/msg bob x\n/nick BOB\n");
  CHECK(party.all[2].line() == "Error: nobody here is called bob\r\n");
  party.hear("*** G2 is now BOB ***\r\n", 0);
  server.stop();
}

/// Guests at the door, who all want the same name at the same moment. How many got it?
int count_winners(const EchoServer& server, const std::string& name) {
  std::deque<Client> crowd;
  for (int i = 0; i < guests; ++i) {
    crowd.push_back(server.connect());
    CHECK(crowd.back().read(prompt.size()) == prompt);
  }
  for (Client& each : crowd) each.send(name + "\n");
  int winners = 0;
  for (Client& each : crowd) {
    const std::string line = each.line();
    if (line == joined(name))
      ++winners;
    else
      CHECK(line == "Error: the name " + name + " is taken\r\n");
  }
  return winners;
}

TEST_CASE("chat --workers: of many who want a name at the same moment one gets it") {
  EchoServer server(chat_on_three_loops());
  for (int i = 0; i < 100; ++i) CHECK(count_winners(server, "N" + std::to_string(i)) == 1);
  server.stop();
}

/// What has been said, in the order in which each answered the one before.
class Talk {
 public:
  explicit Talk(Party& party) : party_(party) {}

  /// Guest `i` hears all that it has not heard yet, in that order, and answers.
  void answer(int i) {
    hear_all(i);
    speakers_.push_back(i);
    party_.all[static_cast<std::size_t>(i)].send(std::to_string(speakers_.size()) + "\n");
  }
  void hear_all(int i) {
    const auto self = static_cast<std::size_t>(i);
    for (std::size_t& at = heard_[self]; at < speakers_.size(); ++at) {
      CAPTURE(i);
      if (speakers_[at] != i)
        CHECK(party_.all[self].line() ==
              name_of(speakers_[at]) + ": " + std::to_string(at + 1) + "\r\n");
    }
  }

 private:
  Party& party_;
  std::vector<int> speakers_;
  std::vector<std::size_t> heard_ = std::vector<std::size_t>(guests);
};

TEST_CASE("chat --workers: an answer is never heard before the question") {
  EchoServer server(chat_on_three_loops());
  Party party(server);
  Talk talk(party);
  for (int said = 0; said < 2000; ++said) talk.answer(said * 7 % guests);
  for (int i = 0; i < guests; ++i) talk.hear_all(i);
  server.stop();
}

TEST_CASE("chat --workers: a hundred lines of each reach all the others, complete and in order") {
  EchoServer server(chat_on_three_loops());
  Party party(server);
  constexpr int lines = 100;
  for (int i = 0; i < guests; ++i) {
    std::string text;
    for (int k = 0; k < lines; ++k) text += std::to_string(k) + "\n";
    party.all[static_cast<std::size_t>(i)].send(text);
  }
  for (int i = 0; i < guests; ++i) {
    std::map<std::string, int> heard;
    for (int k = 0; k < (guests - 1) * lines; ++k) {
      const std::string line = party.all[static_cast<std::size_t>(i)].line();
      const std::string who = line.substr(0, line.find(':'));
      CHECK(line == who + ": " + std::to_string(heard[who]++) + "\r\n");
    }
    CHECK(heard.size() == guests - 1);
    CHECK(heard.count(name_of(i)) == 0);
  }
  server.stop();
}

TEST_CASE("chat --workers: one who does not read is cut off; a flood reaches all others") {
  EchoServer server(chat_on_three_loops());
  Party party(server);
  Client deaf(server.port(), 4096);
  CHECK(deaf.read(prompt.size()) == prompt);
  deaf.send("Deaf\n");
  party.hear(joined("Deaf"));
  // One reads, and all the time lines come for all.
  int said = 0;
  const std::string line(60'000, 'x');
  bool left = false;
  for (; !left && said < 1000; ++said) {
    party.all[0].send(line + "\n");
    for (int i = 1; i < guests; ++i) {
      std::string heard = party.all[static_cast<std::size_t>(i)].line();
      if (heard == "*** Deaf left the chat ***\r\n") {
        left = true;
        heard = party.all[static_cast<std::size_t>(i)].line();
      }
      CHECK(heard == "G0: " + line + "\r\n");
    }
  }
  CHECK(left);
  CHECK(server.process().err_line().value_or("").find("cut ") != std::string::npos);
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

}  // namespace
}  // namespace kit::test
