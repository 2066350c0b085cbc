// Who hears what: the registry, against plain sets.
#include "servers/resp/state/subscriptions.hpp"

#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "servers/resp/state/client.hpp"

namespace kit::resp {
namespace {

constexpr Realm all_realms[] = {Realm::channel, Realm::pattern, Realm::shard_channel};

using Clients = std::set<const Client*>;

Clients members(const Subscriptions& subscriptions, Realm realm, std::string_view name) {
  Clients found;
  if (const Channel* const channel = subscriptions.find(realm, name))
    for (const Channel::Member& member : channel->members) found.insert(member.client);
  return found;
}

TEST_CASE("subscriptions: who joins is a member, once") {
  Subscriptions subscriptions;
  Client client;
  CHECK(subscriptions.empty());
  CHECK(subscriptions.join(client, Realm::channel, "news"));
  CHECK_FALSE(subscriptions.join(client, Realm::channel, "news"));
  CHECK(members(subscriptions, Realm::channel, "news") == Clients{&client});
  CHECK(client.subscriber->count(Realm::channel) == 1);
  CHECK_FALSE(subscriptions.empty());
  CHECK(subscriptions.leave(client, Realm::channel, "news"));
  CHECK_FALSE(subscriptions.leave(client, Realm::channel, "news"));
  CHECK(subscriptions.find(Realm::channel, "news") == nullptr);
  CHECK(subscriptions.empty());
  CHECK(client.subscriber == nullptr);
}

TEST_CASE("subscriptions: the same name is something else in each realm") {
  Subscriptions subscriptions;
  Client client;
  for (const Realm realm : all_realms) CHECK(subscriptions.join(client, realm, "x"));
  CHECK(subscriptions.leave(client, Realm::pattern, "x"));
  CHECK(subscriptions.count(Realm::channel) == 1);
  CHECK(subscriptions.count(Realm::pattern) == 0);
  CHECK(subscriptions.count(Realm::shard_channel) == 1);
  CHECK(client.subscriber->count(Realm::pattern) == 0);
  subscriptions.leave_all(client);
}

TEST_CASE("subscriptions: a client's own are in the order in which it joined") {
  Subscriptions subscriptions;
  Client client;
  for (const std::string_view name : {"a", "b", "c", "d"})
    subscriptions.join(client, Realm::pattern, name);
  subscriptions.leave(client, Realm::pattern, "c");
  subscriptions.leave(client, Realm::pattern, "a");
  subscriptions.join(client, Realm::pattern, "a");
  for (const std::string_view name : {"b", "d", "a"}) {
    REQUIRE(client.subscriber);
    CHECK(client.subscriber->first(Realm::pattern) == name);
    subscriptions.leave(client, Realm::pattern, name);
  }
  CHECK(client.subscriber == nullptr);
}

TEST_CASE("subscriptions: any bytes are a name, none as well") {
  Subscriptions subscriptions;
  Client client;
  const std::string zero("\0a", 2);
  CHECK(subscriptions.join(client, Realm::channel, ""));
  CHECK(subscriptions.join(client, Realm::channel, zero));
  CHECK(subscriptions.count(Realm::channel) == 2);
  CHECK(subscriptions.find(Realm::channel, zero)->name == zero);
  subscriptions.leave_all(client);
  CHECK(subscriptions.empty());
}

/// The registry as one would write it without a thought for time.
class Model {
 public:
  using Names = std::array<std::set<std::string>, realm_count>;

  void check(const Subscriptions& subscriptions, const std::deque<Client>& clients) const {
    std::array<std::map<std::string, Clients>, realm_count> expected;
    for (std::size_t c = 0; c < clients.size(); ++c)
      for (std::size_t r = 0; r < realm_count; ++r)
        for (const std::string& name : names[c][r]) expected[r][name].insert(&clients[c]);
    for (const Realm realm : all_realms) {
      const auto& channels = expected[static_cast<std::size_t>(realm)];
      CHECK(subscriptions.count(realm) == channels.size());
      for (const auto& [name, who] : channels) CHECK(members(subscriptions, realm, name) == who);
    }
    for (std::size_t c = 0; c < clients.size(); ++c)
      for (const Realm realm : all_realms)
        CHECK((clients[c].subscriber ? clients[c].subscriber->count(realm) : 0) ==
              names[c][static_cast<std::size_t>(realm)].size());
  }

  std::vector<Names> names;
};

TEST_CASE("subscriptions: as plain sets say, whoever comes and goes") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    Subscriptions subscriptions;
    std::deque<Client> clients(12);
    Model model{std::vector<Model::Names>(clients.size())};
    for (int step = 0; step < 600; ++step) {
      const std::size_t c = random() % clients.size();
      const std::size_t r = random() % realm_count;
      const std::string name = "n" + std::to_string(random() % 9);
      std::set<std::string>& names = model.names[c][r];
      const auto realm = static_cast<Realm>(r);
      const unsigned kind = random() % 20;
      if (kind == 0) {
        subscriptions.leave_all(clients[c]);
        model.names[c] = {};
      } else if (kind < 11) {
        CHECK(subscriptions.join(clients[c], realm, name) == names.insert(name).second);
      } else {
        CHECK(subscriptions.leave(clients[c], realm, name) == (names.erase(name) == 1));
      }
      if (step % 20 == 0) model.check(subscriptions, clients);
    }
    for (Client& client : clients) subscriptions.leave_all(client);
    CHECK(subscriptions.empty());
  }
}

}  // namespace
}  // namespace kit::resp
