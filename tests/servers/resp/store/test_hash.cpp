// Hashes, in both forms, beside the standard library's containers.
#include "servers/resp/store/collections/hash.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/random.hpp"

using namespace kit::resp;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;
using Model = std::map<std::string, std::string>;

constexpr Hash::Limits no_pack{0, 64};
constexpr Hash::Limits usual{};

Pairs pairs_of(const Hash& hash) {
  Pairs pairs;
  hash.for_each([&pairs](const PackElement& field, const PackElement& value) {
    pairs.emplace_back(field.to_string(), value.to_string());
  });
  return pairs;
}

Model model_of(const Hash& hash) {
  const Pairs pairs = pairs_of(hash);
  Model model(pairs.begin(), pairs.end());
  CHECK(model.size() == pairs.size());  // no field twice
  return model;
}

std::string value_of(const Hash& hash, std::string_view field) {
  const auto value = hash.find(field);
  return value ? value->to_string() : "(none)";
}

/// Texts of all forms, and few enough that they meet.
std::string text(kit::sim::Random& random) {
  switch (random.next() % 6) {
    case 0:
      return std::to_string(random.next() % 20);
    case 1:
      return std::to_string(static_cast<std::int64_t>(random.next()));
    case 2:
      return std::string(random.next() % 200, 'x');
    case 3:
      return "0" + std::to_string(random.next() % 5);
    default:
      return "field" + std::to_string(random.next() % 40);
  }
}

/// The same changes in both.
void change_by_lot(kit::sim::Random& random, Hash& hash, Model& model, const Hash::Limits& limits) {
  const std::string field = text(random);
  if (random.next() % 3 == 0) {
    REQUIRE(hash.erase(field) == (model.erase(field) == 1));
    return;
  }
  const std::string value = text(random);
  REQUIRE(hash.set(field, value, limits) == !model.contains(field));
  model[field] = value;
  REQUIRE(value_of(hash, field) == value);
}

void check_same(const Hash& hash, const Model& model) {
  REQUIRE(hash.size() == model.size());
  REQUIRE(hash.empty() == model.empty());
  REQUIRE(model_of(hash) == model);
}

}  // namespace

TEST_CASE("hash: changes by lot, and a map that changes likewise") {
  kit::sim::Random random(3);
  constexpr Hash::Limits all_limits[] = {no_pack,   usual,      {1'000'000, 1'000'000},
                                         {8, 1000}, {1000, 70}, {0, 0}};
  for (const Hash::Limits& limits : all_limits) {
    Hash hash;
    Model model;
    for (int i = 0; i < 6000; ++i) {
      change_by_lot(random, hash, model, limits);
      if (i % 50 == 0) check_same(hash, model);
    }
    const Hash copy = hash.clone();
    CHECK(copy.encoding() == hash.encoding());
    for (const auto& [field, value] : model) REQUIRE(hash.erase(field));
    check_same(hash, {});
    check_same(copy, model);
  }
}

TEST_CASE("hash: a small one keeps the order in which fields came, whatever their values become") {
  Hash hash;
  for (const char* field : {"b", "a", "3", "c", "1"}) hash.set(field, "x", usual);
  hash.set("a", "a longer value than before", usual);
  hash.set("3", "", usual);
  hash.erase("c");
  hash.set("c", "7", usual);
  CHECK(pairs_of(hash) ==
        Pairs{{"b", "x"}, {"a", "a longer value than before"}, {"3", ""}, {"1", "x"}, {"c", "7"}});
  CHECK(hash.is_small());
}

TEST_CASE("hash: a value is not taken for a field") {
  Hash hash;
  hash.set("a", "b", usual);
  CHECK(!hash.find("b"));
  CHECK(!hash.erase("b"));
  CHECK(hash.set("b", "a", usual));
  CHECK(hash.size() == 2);
}

TEST_CASE("hash: it becomes a table when a limit is passed, and stays one") {
  Hash hash;
  for (int i = 0; i < 5; ++i) hash.set(std::to_string(i), "x", {5, 10});
  CHECK(hash.encoding() == "listpack");
  hash.set("4", std::string(10, 'y'), {5, 10});
  CHECK(hash.encoding() == "listpack");
  hash.set("5", "x", {5, 10});
  CHECK(hash.encoding() == "hashtable");
  for (int i = 0; i < 6; ++i) hash.erase(std::to_string(i));
  hash.set("1", "x", {5, 10});
  CHECK(hash.encoding() == "hashtable");

  Hash long_field;
  long_field.set("12345678901", "x", {5, 10});
  CHECK(long_field.encoding() == "hashtable");
  Hash long_value;
  long_value.set("1", "x", {5, 10});
  long_value.set("1", "12345678901", {5, 10});
  CHECK(long_value.encoding() == "hashtable");
  CHECK(value_of(long_value, "1") == "12345678901");
}

TEST_CASE("hash: limits that have become lower count when a field is set again") {
  Hash hash;
  for (int i = 0; i < 8; ++i) hash.set(std::to_string(i), "x", usual);
  hash.set("3", "y", {5, 10});
  CHECK(hash.encoding() == "hashtable");
  CHECK(hash.size() == 8);
}

TEST_CASE("hash: moving and swapping leave both good, whichever form they have") {
  for (const bool one_big : {false, true}) {
    for (const bool other_big : {false, true}) {
      Hash one;
      Hash other;
      one.set("a", "1", one_big ? no_pack : usual);
      other.set("b", "2", other_big ? no_pack : usual);
      std::swap(one, other);
      CHECK(pairs_of(one) == Pairs{{"b", "2"}});
      CHECK(pairs_of(other) == Pairs{{"a", "1"}});
      Hash third(std::move(one));
      CHECK(one.empty());
      one.set("c", "3", usual);
      CHECK(pairs_of(third) == Pairs{{"b", "2"}});
      CHECK(pairs_of(one) == Pairs{{"c", "3"}});
    }
  }
}

TEST_CASE("hash: a table's memory is counted through every change") {
  // Seven fields share one bucket, so the table itself does not change.
  Hash fresh;
  fresh.set("0", "x", no_pack);
  fresh.erase("0");
  Hash hash;
  kit::sim::Random random(5);
  for (int i = 0; i < 2000; ++i) {
    const std::string field = std::to_string(random.next() % 7);
    if (random.next() % 4 == 0)
      hash.erase(field);
    else
      hash.set(field, std::string(random.next() % 300, 'x'), no_pack);
  }
  hash.set("0", std::string(10'000, 'x'), no_pack);
  CHECK(hash.memory() > 10'000);
  for (int i = 0; i < 7; ++i) hash.erase(std::to_string(i));
  CHECK(hash.memory() == fresh.memory());
}

TEST_CASE("hash: a small one takes no more than its pack") {
  Hash hash;
  CHECK(hash.memory() == 0);
  CHECK(sizeof hash == sizeof(void*));
  for (int i = 0; i < 5; ++i)
    hash.set("field" + std::to_string(i), "value" + std::to_string(i), usual);
  CHECK(hash.memory() <= 104);
}

TEST_CASE("hash: a scan of a table gives what stays, whatever comes and goes meanwhile") {
  Hash hash;
  for (int i = 0; i < 1000; ++i) hash.set("stays" + std::to_string(i), "x", no_pack);
  for (int i = 0; i < 5000; ++i) hash.set("goes" + std::to_string(i), "x", no_pack);
  std::set<std::string> seen;
  int goes = 0;
  int comes = 0;
  std::uint64_t cursor = 0;
  do {
    cursor = hash.scan(cursor, [&seen](const PackElement& field, const PackElement&) {
      if (field.to_string().starts_with("stays")) seen.insert(field.to_string());
    });
    for (int i = 0; i < 30; ++i) hash.erase("goes" + std::to_string(goes++));
    if (goes % 90 == 0 && comes < 20'000)
      for (int i = 0; i < 300; ++i) hash.set("comes" + std::to_string(comes++), "x", no_pack);
  } while (cursor != 0);
  CHECK(comes == 20'100);
  CHECK(seen.size() == 1000);
}

TEST_CASE("hash: a scan of a small one gives all of it at once, whatever the cursor") {
  Hash hash;
  for (int i = 0; i < 500; ++i) hash.set(std::to_string(i), "x", usual);
  for (const std::uint64_t cursor : {0, 7}) {
    int count = 0;
    CHECK(hash.scan(cursor, [&count](const PackElement&, const PackElement&) { ++count; }) == 0);
    CHECK(count == 500);
  }
}

TEST_CASE("hash: each field is drawn about as often, with its own value") {
  for (const Hash::Limits& limits : {no_pack, usual}) {
    Hash hash;
    for (int i = 0; i < 50; ++i) hash.set(std::to_string(i), "of " + std::to_string(i), limits);
    kit::sim::Random random(9);
    std::map<std::string, int> counts;
    for (int i = 0; i < 50'000; ++i) {
      const Hash::Pair pair = hash.draw([&random] { return random.next(); });
      REQUIRE(pair.value.to_string() == "of " + pair.field.to_string());
      ++counts[pair.field.to_string()];
    }
    CHECK(counts.size() == 50);
    for (const auto& [field, count] : counts) {
      CHECK(count > 800);
      CHECK(count < 1200);
    }
  }
}

TEST_CASE("hash: a big one is freed in pieces") {
  Hash hash;
  for (int i = 0; i < 10'000; ++i) hash.set(std::to_string(i), "x", usual);
  CHECK(hash.weight() == 10'000);
  int steps = 1;
  while (hash.drain(64)) ++steps;
  CHECK(steps > 100);
  Hash half_drained;
  for (int i = 0; i < 10'000; ++i) half_drained.set(std::to_string(i), "x", usual);
  CHECK(half_drained.drain(64));
  Hash small;
  small.set("a", "b", usual);
  CHECK(small.weight() == 1);
  CHECK(!small.drain(64));
}
