// The whole server under clients that do everything at once, in a thousand worlds in which the
// network does everything that it may.
#include <doctest/doctest.h>

#include <array>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "servers/resp/store/collections/list.hpp"
#include "tests/servers/resp/server/publishing.hpp"

namespace kit::resp {
namespace {

constexpr int client_count = 5;
constexpr int steps = 12;

/// What one client does: commands of all kinds, and a mark behind each step. What it pushes is
/// never pushed again.
class Script {
 public:
  Script(int client, std::uint32_t seed) : name_(std::to_string(client)), random_(seed) {}

  /// One step, with its mark.
  std::string step() {
    const std::string number = std::to_string(steps_++);
    const std::string token = name_ + "t" + number;
    return commands(token) + "ECHO " + mark(number) + "\r\n";
  }
  std::string mark(const std::string& number) const { return "mark" + name_ + "x" + number + ";"; }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  std::string key() { return "k" + std::to_string(below(3)); }

  std::string commands(const std::string& token) {
    switch (below(12)) {
      case 0:
      case 1:
        return "RPUSH " + key() + " " + token + "\r\n";
      case 2:
        return "BLPOP " + key() + " " + key() + " 0.2\r\n";
      case 3:
        return "BLMOVE " + key() + " " + key() + " LEFT RIGHT 0.1\r\n";
      case 4:
        return "MULTI\r\nRPUSH " + key() + " " + token + "\r\nLPOP " + key() + "\r\nEXEC\r\n";
      case 5:
        return "WATCH " + key() + "\r\nMULTI\r\nINCR count\r\nEXEC\r\n";
      case 6:
        return "PUBLISH news " + token + "\r\n";
      case 7:
        return "ZADD z " + std::to_string(below(9)) + " " + token + "\r\nZPOPMIN z\r\n";
      case 8:
        return "HSET h " + token + " 1\r\nSADD s " + token + "\r\nSPOP s\r\n";
      case 9:
        return "SET text " + token + " PX 50\r\nGET text\r\n";
      case 10:
        return "LMPOP 2 " + key() + " " + key() + " LEFT COUNT 2\r\n";
      default:
        return "CLIENT LIST\r\nDBSIZE\r\n";
    }
  }

  std::string name_;
  std::mt19937 random_;
  int steps_ = 0;
};

/// How many of the client's marks it has heard; -1 if not in their order.
int marks_in_order(const Script& script, std::string_view heard) {
  std::size_t at = 0;
  int found = 0;
  for (int i = 0; i < steps; ++i) {
    const std::string mark = script.mark(std::to_string(i));
    const std::size_t next = heard.find(mark, at);
    if (next == heard.npos) break;
    at = next + mark.size();
    ++found;
  }
  // Behind the last in order none may follow.
  for (int i = found; i < steps; ++i)
    if (heard.find(script.mark(std::to_string(i))) != heard.npos) return -1;
  return found;
}

/// The elements that stand in the lists at the end.
std::multiset<std::string> left_in_lists(Instance& instance) {
  std::multiset<std::string> all;
  for (const char* const key : {"k0", "k1", "k2"}) {
    const Entry* const entry = instance.keyspace[0].find(key);
    if (entry == nullptr || entry->kind() != Kind::list) continue;
    const List& list = entry->as<List>();
    list.visit(list.begin(), list.size(),
               [&all](const PackElement& element) { all.insert(element.to_string()); });
  }
  return all;
}

struct Player {
  Script script;
  sim::Client* client;
  bool lost() const {
    return client->was_reset() || client->was_refused() || client->has_vanished();
  }
};

void play(const sim::Profile& profile, std::uint64_t seed) {
  PublishingHouse house(profile, seed);
  std::mt19937 random(static_cast<std::uint32_t>(seed));
  std::vector<Player> players;
  for (int i = 0; i < client_count; ++i)
    players.push_back({Script(i, random()), &house.client("c" + std::to_string(i))});
  sim::Client& listener = house.client("listener");
  listener.send("HELLO 3\r\nSUBSCRIBE news\r\n");
  for (int step = 0; step < steps; ++step) {
    for (Player& player : players) player.client->send(player.script.step());
    house.world.advance(std::chrono::milliseconds(random() % 100));
    if (step == 6) players[0].client->vanish();
    if (step == 8) players[1].client->finish();
  }
  house.world.advance(60s);
  const std::multiset<std::string> elements = left_in_lists(house.instance);
  for (const std::string& element : elements) CHECK(elements.count(element) == 1);
  for (const Player& player : players) {
    const int marks = marks_in_order(player.script, player.client->heard());
    CHECK(marks >= 0);
    if (!player.lost() && &player != &players[1]) CHECK(marks == steps);
  }
  CHECK(house.instance.waiting.client_count() == 0);
  house.shut();
}

TEST_CASE("server: whatever the network does, each client gets its replies, in its order") {
  sim::Profile flaky = sim::flaky;  // but for what ends in a complaint of the listener
  flaky.aborted = flaky.no_descriptor = 0;
  const std::array<sim::Profile, 4> profiles{sim::calm, sim::bytewise, sim::slow_peer, flaky};
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const sim::Profile& profile = profiles[seed % profiles.size()];
    CAPTURE(profile.name);
    CAPTURE(seed);
    play(profile, seed);
  }
}

}  // namespace
}  // namespace kit::resp
