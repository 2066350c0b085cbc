// A sorted set in both of its forms, beside the standard library's containers.
#include "servers/resp/store/collections/sorted_set.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/random.hpp"

using namespace kit::resp;

namespace {

using Pair = std::pair<double, std::string>;
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Pair> walk(const SortedSet& set, std::size_t rank, std::size_t count, bool backwards) {
  std::vector<Pair> all;
  set.walk(rank, count, backwards, [&all](const PackElement& member, double score) {
    all.emplace_back(score, member.to_string());
  });
  return all;
}
std::vector<Pair> all_of(const SortedSet& set) { return walk(set, 0, set.size(), false); }

class Both {
 public:
  explicit Both(SortedSet::Limits limits) : limits_(limits) {}

  void set(const std::string& member, double score) {
    const SortedSet::Spot spot = sorted.locate(member);
    if (spot.score() == score) return;
    sorted.set(spot, score, limits_);
    if (const auto known = scores.find(member); known != scores.end())
      order.erase({known->second, member});
    scores[member] = score;
    order.emplace(score, member);
  }
  void erase(const std::string& member) {
    const SortedSet::Spot spot = sorted.locate(member);
    REQUIRE(spot.score().has_value() == scores.contains(member));
    if (!spot.score()) return;
    sorted.erase(spot);
    order.erase({scores[member], member});
    scores.erase(member);
  }
  void erase(std::size_t rank, std::size_t count) {
    sorted.erase(rank, count);
    const auto first = std::next(order.begin(), static_cast<std::ptrdiff_t>(rank));
    const auto end = std::next(first, static_cast<std::ptrdiff_t>(count));
    for (auto each = first; each != end; ++each) scores.erase(each->second);
    order.erase(first, end);
  }
  bool agree() const {
    const std::vector<Pair> expected(order.begin(), order.end());
    const std::vector<Pair> reversed(order.rbegin(), order.rend());
    if (sorted.size() != expected.size() || sorted.empty() != expected.empty()) return false;
    if (all_of(sorted) != expected) return false;
    return expected.empty() || walk(sorted, expected.size() - 1, expected.size(), true) == reversed;
  }
  /// Of a member and a score, there or not.
  bool agree_on(const std::string& member, double score) const {
    const SortedSet::Spot spot = sorted.locate(member);
    const auto known = scores.find(member);
    if (spot.score().has_value() != (known != scores.end())) return false;
    if (spot.score()) {
      const auto place = order.find({known->second, member});
      if (*spot.score() != known->second || sorted.rank(spot) != distance_to(place)) return false;
    }
    std::size_t below = 0;
    std::size_t not_above = 0;
    for (const Pair& each : order) {
      below += each.first < score ? 1 : 0;
      not_above += each.first <= score ? 1 : 0;
    }
    return sorted.rank_of(ScoreEdge{score, false}) == below &&
           sorted.rank_of(ScoreEdge{score, true}) == not_above;
  }

  SortedSet sorted;
  std::map<std::string, double> scores;
  std::set<Pair> order;

 private:
  std::size_t distance_to(std::set<Pair>::const_iterator place) const {
    return static_cast<std::size_t>(std::distance(order.begin(), place));
  }
  SortedSet::Limits limits_;
};

double draw_score(kit::sim::Random& random) {
  switch (random.below(12)) {
    case 0:
      return infinity;
    case 1:
      return -infinity;
    case 2:
      return 9007199254740994;  // needs more than 53 bits
    case 3:
      return -9007199254740992;
    case 4:
      return 1e300;
    case 5:
      return static_cast<double>(random.below(1000)) / 8 - 50;
    default:
      return static_cast<double>(random.below(6));
  }
}

/// Some are numbers, which a pack keeps as such; some are long.
std::string draw_member(kit::sim::Random& random, std::uint64_t names) {
  const std::uint64_t name = random.below(names);
  if (name % 3 == 0) return std::to_string(name);
  if (name % 7 == 0) return std::string(70, 'x') + std::to_string(name);
  return "member" + std::to_string(name);
}

void change_at_random(std::uint64_t seed, SortedSet::Limits limits, std::uint64_t names) {
  kit::sim::Random random(seed);
  Both both(limits);
  for (int i = 0; i < 800; ++i) {
    const std::uint64_t what = random.below(20);
    if (what < 12)
      both.set(draw_member(random, names), draw_score(random));
    else if (what < 19)
      both.erase(draw_member(random, names));
    else if (const std::size_t size = both.order.size(); size > 0) {
      const std::size_t rank = random.below(size);
      both.erase(rank, random.below(std::min<std::size_t>(size - rank, 30) + 1));
    }
    REQUIRE(both.agree_on(draw_member(random, names), draw_score(random)));
    if (i % 8 == 0) REQUIRE(both.agree());
  }
  const SortedSet copy = both.sorted.clone();
  both.sorted = SortedSet();
  REQUIRE(all_of(copy) == std::vector<Pair>(both.order.begin(), both.order.end()));
}

TEST_CASE("sorted set: whatever is done to it, it is what the standard library's containers are") {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    change_at_random(seed, {128, 100}, 30);  // stays small
    change_at_random(seed, {0, 0}, 100);     // is big from the start
    change_at_random(seed, {20, 64}, 60);    // grows
  }
}

TEST_CASE("sorted set: it grows by number and by length of the members, and stays big") {
  const SortedSet::Limits limits{2, 5};
  SortedSet set;
  CHECK(set.memory() == 0);
  set.set(set.locate("a"), 1, limits);
  set.set(set.locate("bcdef"), 1, limits);
  CHECK(set.encoding() == "listpack");
  set.set(set.locate("a"), 2, limits);  // not one more
  CHECK(set.encoding() == "listpack");
  set.set(set.locate("c"), 2, limits);
  CHECK(set.encoding() == "skiplist");
  set.erase(0, 2);
  CHECK(set.encoding() == "skiplist");
  CHECK(all_of(set) == std::vector<Pair>{{2, "c"}});

  SortedSet other;
  other.set(other.locate("abcdef"), 1, limits);
  CHECK(other.encoding() == "skiplist");
}

TEST_CASE("sorted set: every score comes back as it was") {
  for (const SortedSet::Limits limits : {SortedSet::Limits{}, SortedSet::Limits{0, 0}}) {
    SortedSet set;
    const double smallest = std::numeric_limits<double>::denorm_min();
    for (const double score :
         {0.1, 1e17, 9007199254740993.0, 4611686018427387904.0, -1e18, -1e19, -infinity, smallest,
          4611686018427387392.0, -4611686018427387904.0}) {
      set.set(set.locate("m"), score, limits);
      CHECK(set.score("m") == score);
    }
  }
}

TEST_CASE("sorted set: minus zero keeps its sign in a big set only, as in Redis") {
  SortedSet small;
  small.set(small.locate("m"), -0.0, {});
  CHECK(!std::signbit(*small.score("m")));
  SortedSet big;
  big.set(big.locate("m"), -0.0, {0, 0});
  CHECK(std::signbit(*big.score("m")));
}

TEST_CASE("sorted set: a big one within the limits can be packed again") {
  SortedSet set;
  for (const char* member : {"0", "-1", "text", "007"}) set.set(set.locate(member), 1.5, {0, 0});
  const std::vector<Pair> before = all_of(set);
  set.pack({3, 64});
  CHECK(!set.is_packed());
  set.pack({4, 3});
  CHECK(!set.is_packed());
  set.pack({4, 4});
  CHECK(set.is_packed());
  CHECK(all_of(set) == before);
  // A member that is written like a number is found, too.
  for (const Pair& each : before) CHECK(set.score(each.second) == 1.5);
}

TEST_CASE("sorted set: lexicographic edges") {
  using Place = LexEdge::Place;
  for (const SortedSet::Limits limits : {SortedSet::Limits{}, SortedSet::Limits{0, 0}}) {
    SortedSet set;
    for (const char* member : {"a", "b", "c", "cc", "d"}) set.set(set.locate(member), 0, limits);
    CHECK(set.rank_of(LexEdge{"", Place::before_all}) == 0);
    CHECK(set.rank_of(LexEdge{"", Place::behind_all}) == 5);
    CHECK(set.rank_of(LexEdge{"c", Place::before}) == 2);
    CHECK(set.rank_of(LexEdge{"c", Place::behind}) == 3);
    CHECK(set.rank_of(LexEdge{"bb", Place::before}) == 2);
    CHECK(set.rank_of(LexEdge{"bb", Place::behind}) == 2);
    CHECK(set.rank_of(LexEdge{"", Place::before}) == 0);
    CHECK(set.rank_of(LexEdge{"e", Place::before}) == 5);
  }
}

TEST_CASE(
    "sorted set: a scan of a big one meets every member that stays, while others come and go") {
  SortedSet set;
  const SortedSet::Limits limits{0, 0};
  for (int i = 0; i < 500; ++i) set.set(set.locate("stays" + std::to_string(i)), i, limits);
  std::set<std::string> met;
  std::uint64_t cursor = 0;
  int others = 0;
  do {
    cursor = set.scan(
        cursor, [&met](const PackElement& member, double) { met.insert(member.to_string()); });
    for (int i = 0; i < 20; ++i, ++others) {
      const std::string name = "goes" + std::to_string(others);
      set.set(set.locate(name), 1, limits);
    }
  } while (cursor != 0 && others < 100'000);
  std::size_t stayed = 0;
  for (const std::string& name : met) stayed += name.starts_with("stays") ? 1 : 0;
  CHECK(stayed == 500);
}

TEST_CASE("sorted set: it is drained piece by piece; its weight says how much that is") {
  SortedSet set;
  for (int i = 0; i < 10'000; ++i) set.set(set.locate("m" + std::to_string(i)), i, {});
  CHECK(set.weight() >= 10'000);
  int steps = 0;
  while (set.drain(100)) ++steps;
  CHECK(steps > 100);
  CHECK(steps < 10'000);

  SortedSet small;
  small.set(small.locate("m"), 1, {});
  CHECK(small.weight() == 1);
  CHECK(!small.drain(1));
}

TEST_CASE("sorted set: memory is what the form needs, and comes back") {
  SortedSet set;
  for (int i = 0; i < 10'000; ++i) set.set(set.locate("member:" + std::to_string(i)), i, {});
  const std::size_t full = set.memory();
  // A member of 11 bytes with its score is 32, its place in the tree 17, in the table 11 to 21.
  CHECK(full > 10'000 * (32 + 17 + 10));
  CHECK(full < 10'000 * (32 + 18 + 22));
  set.erase(0, 9'900);
  CHECK(set.memory() < full / 4);
}

}  // namespace
