// A database: keys that live, and keys that die. Time is a number that the test moves.
#include "servers/resp/store/database.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "servers/resp/protocol/number.hpp"

namespace kit::resp {
namespace {

struct Bench {
  StoreState state{
      .now = 1'000'000, .usage = {}, .on_expired = {}, .discarded = {}, .known_key = {}};
  std::int64_t& now = state.now;
  Database database{state};

  /// What the key is; none for one that is not there.
  std::optional<std::string> get(const std::string& key) {
    const Entry* const entry = database.find(key);
    if (entry == nullptr) return std::nullopt;
    if (entry->kind() != Kind::integer) return std::string(entry->text());
    std::string text;
    append_integer(text, entry->number());
    return text;
  }
};

TEST_CASE("database: what was set is found, until it is set anew or erased") {
  Bench bench;
  CHECK(bench.get("key") == std::nullopt);
  bench.database.set("key", "one");
  CHECK(bench.get("key") == "one");
  bench.database.set("key", std::string(1000, 'x'));
  CHECK(bench.get("key") == std::string(1000, 'x'));
  CHECK(bench.database.size() == 1);
  CHECK(bench.database.erase("key"));
  CHECK(!bench.database.erase("key"));
  CHECK(bench.get("key") == std::nullopt);
  CHECK(bench.database.size() == 0);
}

TEST_CASE("database: the hash of a known key serves that very key, and no other at its place") {
  Bench bench;
  const std::string bytes = "keys";
  const std::string_view known = std::string_view(bytes).substr(0, 3);
  bench.state.known_key = {known.data(), known.size(), hash_of("key")};
  bench.database.set(known, "long");
  bench.database.set(std::string_view(bytes).substr(0, 2), "short");  // begins at the same byte
  bench.database.set(bytes, "longer");
  bench.state.known_key = {};
  CHECK(bench.get("key") == "long");
  CHECK(bench.get("ke") == "short");
  CHECK(bench.get("keys") == "longer");
  // A wrong one is believed: it is not hashed again.
  bench.state.known_key = {known.data(), known.size(), hash_of("other")};
  CHECK(bench.database.find(known) == nullptr);
}

TEST_CASE("database: a key is gone at its deadline, not a millisecond before") {
  Bench bench;
  bench.database.set("key", "x", bench.now + 5);
  bench.now += 4;
  CHECK(bench.get("key") == "x");
  CHECK(bench.database.size() == 1);
  bench.now += 1;
  CHECK(bench.database.size() == 1);  // nobody has looked
  CHECK(bench.get("key") == std::nullopt);
  CHECK(bench.database.size() == 0);
  CHECK(bench.database.with_deadline() == 0);
}

TEST_CASE("database: who erases a dead key erases nothing, but it is out") {
  Bench bench;
  bench.database.set("key", "x", bench.now);
  CHECK(!bench.database.erase("key"));
  CHECK(bench.database.size() == 0);
  CHECK(bench.database.with_deadline() == 0);
}

TEST_CASE("database: set anew with a deadline, without, and with another") {
  Bench bench;
  const std::string longer(1000, 'x');
  const std::optional<std::int64_t> deadlines[] = {std::nullopt, bench.now + 5, bench.now + 7};
  for (const std::string& before : {std::string("1"), std::string("one"), longer})
    for (const std::string& after : {std::string("2"), std::string("two"), longer})
      for (const auto& first : deadlines)
        for (const auto& then : deadlines) {
          bench.database.set("key", before, first);
          CHECK(bench.database.with_deadline() == (first ? 1 : 0));
          const Entry* const entry = bench.database.set("key", after, then);
          CHECK(bench.database.find("key") == entry);
          CHECK((bench.get("key") == after));
          CHECK(entry->deadline() == then);
          CHECK(bench.database.with_deadline() == (then ? 1 : 0));
          CHECK(bench.database.size() == 1);
        }
  // The deadlines' table knows the entry that there is now.
  bench.database.set("key", "1", bench.now + 1);
  bench.database.set("key", longer, bench.now + 2);
  bench.now += 2;
  CHECK(bench.database.expire_some(10) == 1);
  CHECK(bench.database.size() == 0);
  // And what the entries take has been counted: nothing is left of it.
  Database other(bench.state);
  other.set("key", "1", bench.now + 1);
  other.erase("key");
  CHECK(bench.database.memory_bytes() == other.memory_bytes());
}

TEST_CASE("database: setting a key anew takes its deadline away, changing its value does not") {
  Bench bench;
  bench.database.set("key", "x", bench.now + 5);
  bench.database.set_value(bench.database.find("key"), std::string(500, 'y'));
  CHECK(bench.database.find("key")->deadline() == bench.now + 5);
  bench.database.set_value(bench.database.find("key"), std::int64_t{12});
  bench.database.set_size(bench.database.find("key"), 300);
  CHECK(bench.database.find("key")->deadline() == bench.now + 5);
  CHECK(bench.database.with_deadline() == 1);
  bench.database.set("key", "z");
  CHECK(bench.database.with_deadline() == 0);
  bench.now += 10;
  CHECK(bench.get("key") == "z");
}

TEST_CASE("database: dead keys that nobody looks up are found a few at a time, and no others") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) {
    const std::string key = std::to_string(i);
    bench.database.set(key, "x", bench.now + (i % 4 == 0 ? 1000 : 1));
    bench.database.set("stays " + key, "y");
  }
  bench.now += 1;
  std::size_t found = 0;
  int calls = 0;
  for (; found < 750 && calls < 1000; ++calls) {
    const std::size_t more = bench.database.expire_some(20);
    CHECK(more <= 40);  // it stops behind whole chains
    found += more;
  }
  CHECK(found == 750);
  CHECK(calls >= 750 / 40);
  CHECK(bench.database.size() == 1250);
  CHECK(bench.database.with_deadline() == 250);
  CHECK(bench.get("4") == "x");
  CHECK(bench.get("5") == std::nullopt);
}

TEST_CASE("database: a step of the search stays small, however few of the dead are left") {
  Bench bench;
  for (int i = 0; i < 50'000; ++i) bench.database.set(std::to_string(i), "x", bench.now + 1);
  bench.now += 1;
  std::size_t most = 0;
  int calls = 0;
  for (; bench.database.size() > 0 && calls < 100'000; ++calls)
    most = std::max(most, bench.database.expire_some(20));
  CHECK(bench.database.size() == 0);
  CHECK(most <= 80);  // whole chains, which are shorter than this
}

TEST_CASE("database: a scan gives no dead keys") {
  Bench bench;
  for (int i = 0; i < 100; ++i)
    bench.database.set(std::to_string(i), "x",
                       i < 60 ? Database::Deadline(bench.now + 1) : std::nullopt);
  bench.now += 1;
  std::set<std::string> seen;
  std::uint64_t cursor = 0;
  do {
    cursor =
        bench.database.scan(cursor, [&](Entry* entry) { seen.insert(std::string(entry->key())); });
  } while (cursor != 0);
  CHECK(seen.size() == 40);
  CHECK(seen.contains("60"));
}

TEST_CASE("database: what was taken out is gone from it, and can live elsewhere") {
  Bench bench;
  Database other{bench.state};
  const std::size_t empty = bench.database.memory_bytes();
  for (const bool mortal : {false, true}) {
    bench.database.set("key", std::string(1000, 'x'),
                       mortal ? Database::Deadline(bench.now + 5) : std::nullopt);
    Entry* const entry = bench.database.take(bench.database.find("key"));
    CHECK(bench.get("key") == std::nullopt);
    CHECK(bench.database.size() == 0);
    CHECK(bench.database.with_deadline() == 0);
    other.insert(entry);
    CHECK(other.find("key") == entry);
    CHECK(other.with_deadline() == (mortal ? 1 : 0));
    CHECK(other.erase("key"));
  }
  // The tables keep their first bucket: nothing else.
  CHECK(bench.database.memory_bytes() <= empty + 200);
  CHECK(other.memory_bytes() == bench.database.memory_bytes());
}

TEST_CASE("database: cleared, it is empty and can be filled again") {
  Bench bench;
  for (int i = 0; i < 1000; ++i) bench.database.set(std::to_string(i), "x", bench.now + i);
  bench.database.clear();
  CHECK(bench.database.size() == 0);
  CHECK(bench.database.with_deadline() == 0);
  CHECK(bench.get("5") == std::nullopt);
  bench.database.set("5", "again");
  CHECK(bench.get("5") == "again");
}

/// What a database must hold, in the plainest form.
struct Model {
  struct Value {
    std::string text;
    std::optional<std::int64_t> deadline;
  };
  std::map<std::string, Value> keys;

  void bury(std::int64_t now) {
    std::erase_if(keys, [now](const auto& each) {
      return each.second.deadline && *each.second.deadline <= now;
    });
  }
};

/// One command to both.
void step(std::mt19937_64& random, Bench& bench, Model& model) {
  const std::string key = "key " + std::to_string(random() % 300);
  const bool numeric = random() % 3 == 0;
  const std::size_t size = random() % 400;
  const std::string text = numeric ? std::to_string(size) : std::string(size, 'a');
  const std::int64_t later = bench.now + 3 + static_cast<std::int64_t>(random() % 200);
  const Database::Deadline deadline = random() % 2 == 0 ? Database::Deadline(later) : std::nullopt;
  bench.now += static_cast<std::int64_t>(random() % 3);
  model.bury(bench.now);
  Entry* const entry = bench.database.find(key);
  REQUIRE((entry != nullptr) == model.keys.contains(key));
  switch (random() % 6) {
    case 0:
    case 1:
      bench.database.set(key, text, deadline);
      model.keys[key] = {text, deadline};
      break;
    case 2:
      if (entry == nullptr) break;
      bench.database.set_value(entry, text);
      model.keys[key].text = text;
      break;
    case 3:
      if (entry == nullptr) break;
      bench.database.set_deadline(entry, deadline);
      model.keys[key].deadline = deadline;
      break;
    case 4:
      CHECK(bench.database.erase(key) == (model.keys.erase(key) == 1));
      break;
    default:
      (void)bench.database.expire_some(random() % 30);
  }
}

TEST_CASE("database: a model that buries its dead at once holds the same") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Bench bench;
    Model model;
    for (int i = 0; i < 3000; ++i) step(random, bench, model);
    model.bury(bench.now);
    std::size_t mortal = 0;
    for (const auto& [key, value] : model.keys) {
      CHECK((bench.get(key) == value.text));
      CHECK(bench.database.find(key)->deadline() == value.deadline);
      mortal += value.deadline ? 1 : 0;
    }
    for (int i = 0; i < 1000; ++i) (void)bench.database.expire_some(100);
    CHECK(bench.database.size() == model.keys.size());
    CHECK(bench.database.with_deadline() == mortal);
  }
}

}  // namespace
}  // namespace kit::resp
