#include "servers/resp/store/collections/set.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "loop/sim/random.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t limit = 512;

using Texts = std::set<std::string>;

Texts texts_of(const Set& set) {
  Texts all;
  set.for_each(
      [&all](const Member& member) { CHECK(all.emplace(MemberText(member).view()).second); });
  return all;
}

Set set_of(const std::vector<std::string>& members) {
  Set set;
  for (const std::string& member : members) set.insert(member, limit);
  return set;
}

TEST_CASE("set: nothing in it") {
  const Set set;
  CHECK(set.empty());
  CHECK(set.memory() == 0);
  CHECK_FALSE(set.contains("a"));
  CHECK_FALSE(set.contains("1"));
  CHECK(set.clone().empty());
  CHECK(texts_of(set).empty());
}

TEST_CASE("set: integers until the first other text, or one too many") {
  CHECK(set_of({"1", "-5", "9223372036854775807"}).encoding() == "intset");
  for (const char* const other : {"", "a", "01", "+1", "-0", "1.0", "9223372036854775808"}) {
    const Set set = set_of({"1", other, "2"});
    CHECK(set.encoding() == "hashtable");
    CHECK((texts_of(set) == Texts{"1", other, "2"}));
  }
  Set set;
  for (int i = 0; i < 4; ++i) CHECK(set.insert(std::to_string(i), 4));
  CHECK_FALSE(set.insert("3", 4));
  CHECK(set.encoding() == "intset");
  CHECK(set.insert("4", 4));
  CHECK(set.encoding() == "hashtable");
  CHECK((texts_of(set) == Texts{"0", "1", "2", "3", "4"}));
  Set none;
  CHECK(none.insert("1", 0));
  CHECK(none.encoding() == "hashtable");
}

TEST_CASE("set: texts of any bytes and any length") {
  const std::string zero(1, '\0');
  for (const std::size_t size : {0, 1, 23, 253, 254, 255, 256, 70'000}) {
    const std::string text = std::string(size, 'x');
    Set set = set_of({"a", text + zero, text});
    CHECK(set.size() == 3);
    CHECK(set.contains(text));
    CHECK(set.contains(text + zero));
    CHECK_FALSE(set.contains(text + "y"));
    CHECK(set.erase(text));
    CHECK_FALSE(set.erase(text));
    CHECK((texts_of(set) == Texts{"a", text + zero}));
  }
}

TEST_CASE("set: members of one in another, whatever they are kept as") {
  const Set numbers = set_of({"1", "2", "-3"});
  const Set texts = set_of({"1", "x", "-3"});
  CHECK(texts.contains(Member(std::int64_t{1})));
  CHECK_FALSE(texts.contains(Member(std::int64_t{2})));
  CHECK(numbers.contains(Member(std::string_view("-3"))));
  CHECK_FALSE(numbers.contains(Member(std::string_view("x"))));
  Set copy = texts.clone();
  CHECK(copy.erase(Member(std::int64_t{1})));
  CHECK_FALSE(copy.insert(Member(std::int64_t{-3}), limit));
  CHECK((texts_of(copy) == Texts{"x", "-3"}));
}

TEST_CASE("set: random changes beside std::set") {
  for (const int kind : {0, 1, 2}) {  // integers, texts, both
    sim::Random random(static_cast<std::uint64_t>(kind) + 1);
    Set set;
    Texts model;
    for (int i = 0; i < 20'000; ++i) {
      const auto number = static_cast<std::int64_t>(random.next() % 1500);
      const bool is_text = kind == 1 || (kind == 2 && number % 2 == 1);
      const std::string member = (is_text ? "m" : "") + std::to_string(number - 700);
      const bool inserts = random.next() % 100 < (i < 10'000 ? 70u : 20u);
      if (inserts)
        REQUIRE(set.insert(member, limit) == model.insert(member).second);
      else
        REQUIRE(set.erase(member) == (model.erase(member) == 1));
      REQUIRE(set.size() == model.size());
    }
    CHECK(texts_of(set) == model);
    CHECK(texts_of(set.clone()) == model);
    for (const std::string& member : model) CHECK(set.contains(member));
  }
}

TEST_CASE("set: a walk ends when it is told to") {
  for (const char* const prefix : {"", "m"}) {
    Set set;
    for (int i = 0; i < 300; ++i) set.insert(prefix + std::to_string(i), limit);
    for (const int wanted : {1, 2, 63, 64, 65, 299, 300}) {
      int visited = 0;
      set.walk([&](const Member&) { return ++visited < wanted; });
      CHECK(visited == wanted);
    }
  }
}

TEST_CASE("set: a scan gives all of them; integers at once and in order") {
  Set numbers;
  std::vector<std::int64_t> given;
  for (const char* const member : {"5", "-70000", "3"}) numbers.insert(member, limit);
  CHECK(numbers.scan(7, [&](const Member& member) { given.push_back(member.number()); }) == 0);
  CHECK(given == std::vector<std::int64_t>{-70000, 3, 5});
  Set texts;
  for (int i = 0; i < 1000; ++i) texts.insert("m" + std::to_string(i), limit);
  Texts seen;
  std::uint64_t cursor = 0;
  int steps = 0;
  do {
    cursor = texts.scan(cursor, [&](const Member& member) { seen.emplace(member.text()); });
    ++steps;
  } while (cursor != 0);
  CHECK(seen.size() == 1000);
  CHECK(steps > 50);
}

TEST_CASE("set: by lot, all have the same chance") {
  for (const char* const prefix : {"", "m"}) {
    Set set;
    for (int i = 0; i < 100; ++i) set.insert(prefix + std::to_string(i), limit);
    sim::Random random(1);
    std::map<std::string, int> counts;
    for (int i = 0; i < 100'000; ++i)
      ++counts[std::string(MemberText(set.draw([&] { return random.next(); })).view())];
    CHECK(counts.size() == 100);
    double sum = 0;
    for (const auto& [member, count] : counts) sum += (count - 1000.0) * (count - 1000.0) / 1000.0;
    CHECK(sum / 99 < 1.5);
  }
}

TEST_CASE("set: memory is counted, and comes back") {
  Set set;
  set.insert("text", limit);
  const std::size_t small = set.memory();
  CHECK(small < 300);
  for (int i = 0; i < 10'000; ++i) set.insert("a member of 24 bytes" + std::to_string(i), limit);
  CHECK(set.memory() > 10'000 * (32 + 11));
  CHECK(set.memory() < 10'000 * (48 + 21));
  for (int i = 0; i < 10'000; ++i) set.erase("a member of 24 bytes" + std::to_string(i));
  CHECK(set.memory() < 2 * small + 4096);
}

TEST_CASE("set: a big one is drained piece by piece") {
  Set set;
  for (int i = 0; i < 10'000; ++i) set.insert("m" + std::to_string(i), limit);
  CHECK(set.weight() == 10'001);
  int steps = 1;
  while (set.drain(100)) ++steps;
  CHECK(steps > 30);
  CHECK(set.empty());
  Set numbers = set_of({"1", "2"});
  CHECK(numbers.weight() == 1);
  CHECK_FALSE(numbers.drain(1));
}

TEST_CASE("set: it moves") {
  Set set = set_of({"a", "b"});
  Set other(std::move(set));
  CHECK(other.size() == 2);
  Set numbers = set_of({"1"});
  other = std::move(numbers);
  CHECK((texts_of(other) == Texts{"1"}));
}

}  // namespace
}  // namespace kit::resp
