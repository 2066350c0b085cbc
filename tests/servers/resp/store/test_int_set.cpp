#include "servers/resp/store/collections/int_set.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>
#include <memory>
#include <set>
#include <vector>

#include "loop/sim/random.hpp"

namespace kit::resp {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

/// Owns one.
class Owner {
 public:
  Owner() = default;
  explicit Owner(IntSet* other) : set_(other) {}
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() { IntSet::destroy(set_); }

  bool insert(std::int64_t number) { return IntSet::insert(set_, number); }
  bool erase(std::int64_t number) { return IntSet::erase(set_, number); }
  const IntSet& operator*() const { return *set_; }
  const IntSet* operator->() const { return set_; }
  std::vector<std::int64_t> numbers() const {
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < set_->size(); ++i) all.push_back((*set_)[i]);
    return all;
  }

 private:
  IntSet* set_ = IntSet::make();
};

/// Where the two widths meet, and what is far from both.
const std::vector<std::int64_t> edges{
    0,          1,           -1,          5,          -32768, 32767,   -32769,     32768,
    2147483647, -2147483648, -2147483649, 2147483648, lowest, highest, lowest + 1, highest - 1};

TEST_CASE("int set: empty") {
  const Owner set;
  CHECK(set->size() == 0);
  CHECK_FALSE(set->contains(0));
}

TEST_CASE("int set: numbers in ascending order, each once, from any two widths") {
  for (const std::int64_t a : edges)
    for (const std::int64_t b : edges)
      for (const std::int64_t c : edges) {
        Owner set;
        std::set<std::int64_t> model;
        for (const std::int64_t each : {a, b, c, a})
          CHECK(set.insert(each) == model.insert(each).second);
        CHECK(set.numbers() == std::vector<std::int64_t>(model.begin(), model.end()));
        for (const std::int64_t each : edges)
          CHECK(set->contains(each) == (model.count(each) == 1));
        CHECK(set.erase(b) == (model.erase(b) == 1));
        CHECK(set.numbers() == std::vector<std::int64_t>(model.begin(), model.end()));
      }
}

TEST_CASE("int set: random inserts and erases beside std::set") {
  for (const std::uint64_t spread : {100, 70'000, 0}) {
    sim::Random random(spread + 1);
    Owner set;
    std::set<std::int64_t> model;
    for (int i = 0; i < 5000; ++i) {
      const std::uint64_t drawn = random.next();
      const auto number = static_cast<std::int64_t>(spread == 0 ? drawn : drawn % spread) - 50;
      const bool inserts = random.next() % 1000 < (i < 2500 ? 700 : 300);
      const std::int64_t known = model.empty() ? 0 : *model.lower_bound(*model.begin());
      if (inserts) {
        REQUIRE(set.insert(number) == model.insert(number).second);
      } else {
        const std::int64_t target = i % 2 == 0 ? number : known;
        REQUIRE(set.erase(target) == (model.erase(target) == 1));
      }
      REQUIRE(set->contains(number) == (model.count(number) == 1));
      REQUIRE(set->size() == model.size());
    }
    CHECK(set.numbers() == std::vector<std::int64_t>(model.begin(), model.end()));
  }
}

TEST_CASE("int set: two, four or eight bytes for each, and what malloc rounds up") {
  const auto bytes_of = [](std::int64_t first) {
    Owner set;
    for (int i = 0; i < 512; ++i) set.insert(first + i);
    return set->memory();
  };
  constexpr std::size_t rounding = 32;
  CHECK(bytes_of(0) <= 8 + 512 * 2 + rounding);
  CHECK(bytes_of(100'000) <= 8 + 512 * 4 + rounding);
  CHECK(bytes_of(1'000'000'000'000) <= 8 + 512 * 8 + rounding);
}

TEST_CASE("int set: memory comes back as numbers go") {
  Owner set;
  for (int i = 0; i < 10'000; ++i) set.insert(i);
  const std::size_t full = set->memory();
  for (int i = 100; i < 10'000; ++i) set.erase(i);
  CHECK(set->memory() < full / 20);
  CHECK(set.numbers().back() == 99);
}

TEST_CASE("int set: a copy is one of its own") {
  Owner set;
  for (const std::int64_t each : edges) set.insert(each);
  Owner copy(IntSet::copy(*set));
  copy.erase(0);
  CHECK(set->contains(0));
  CHECK_FALSE(copy->contains(0));
  CHECK(copy->size() == set->size() - 1);
}

}  // namespace
}  // namespace kit::resp
