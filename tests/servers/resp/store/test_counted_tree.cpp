// The tree of a sorted set beside the standard library's set, which counts by walking.
#include <doctest/doctest.h>

#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/random.hpp"
#include "servers/resp/store/collections/counted_tree_erase.hpp"

using namespace kit::resp;

namespace {

using SmallTree = CountedTree<3, 4>;
using Key = std::pair<double, std::string>;

struct Free {
  void operator()(ScoredMember* member) const { ScoredMember::destroy(member); }
};
using Owned = std::unique_ptr<ScoredMember, Free>;

/// A tree and the same members in standard containers. Every change is made to both.
template <class Tree>
class Both {
 public:
  void insert(double score, const std::string& text) {
    Owned& member = owned[text];
    if (member != nullptr) return;
    member.reset(ScoredMember::make(text, score));
    tree.insert(member.get());
    model.emplace(score, text);
  }
  void erase(const std::string& text) {
    const auto found = owned.find(text);
    if (found == owned.end()) return;
    tree.erase(*found->second);
    model.erase({found->second->score(), text});
    owned.erase(found);
  }
  void erase(std::size_t rank, std::size_t count) {
    tree.erase(rank, count);
    const auto first = std::next(model.begin(), static_cast<std::ptrdiff_t>(rank));
    const auto end = std::next(first, static_cast<std::ptrdiff_t>(count));
    for (auto each = first; each != end; ++each) owned.erase(each->second);
    model.erase(first, end);
  }
  void set_score(const std::string& text, double score) {
    const auto found = owned.find(text);
    if (found == owned.end()) return;
    model.erase({found->second->score(), text});
    model.emplace(score, text);
    tree.set_score(*found->second, score);
  }

  /// Both have the same members in the same order, whichever way one walks.
  bool agree() const {
    if (tree.size() != model.size() || !tree.is_sound()) return false;
    auto place = tree.at(0);
    std::size_t rank = 0;
    for (const auto& [score, text] : model) {
      if (!place || place.score() != score || place.member()->text() != text) return false;
      if (place.rank() != rank++) return false;
      place.to_next();
    }
    if (place) return false;
    if (model.empty()) return true;
    place = tree.at(model.size() - 1);
    for (auto each = model.rbegin(); each != model.rend(); ++each) {
      if (!place || place.member()->text() != each->second) return false;
      place.to_previous();
    }
    return !place;
  }
  /// They say the same of a key, there or not.
  bool agree_on(const Key& key) const {
    const auto found = model.lower_bound(key);
    const auto place = tree.find({key.first, key.second});
    if (static_cast<std::ptrdiff_t>(place.rank()) != std::distance(model.begin(), found))
      return false;
    if (found == model.end()) return !place;
    if (!place || place.member()->text() != found->second) return false;
    return tree.at(place.rank()).member() == place.member();
  }

  Tree tree;
  std::set<Key> model;
  std::map<std::string, Owned> owned;
};

/// A few scores many times, so that the order is the texts' often; infinities, too.
double draw_score(kit::sim::Random& random) {
  const std::uint64_t draw = random.below(12);
  if (draw == 0) return std::numeric_limits<double>::infinity();
  if (draw == 1) return -std::numeric_limits<double>::infinity();
  return draw < 6 ? static_cast<double>(draw) : static_cast<double>(random.below(1000)) / 8 - 50;
}

template <class Tree>
void change_at_random(std::uint64_t seed, std::uint64_t names, int rounds) {
  kit::sim::Random random(seed);
  Both<Tree> both;
  for (int i = 0; i < rounds; ++i) {
    const std::string name = std::to_string(random.below(names));
    const std::uint64_t what = random.below(20);
    if (what < 9)
      both.insert(draw_score(random), name);
    else if (what < 13)
      both.set_score(name, draw_score(random));
    else if (what < 19)
      both.erase(name);
    else if (const std::size_t size = both.model.size(); size > 0) {
      const std::size_t rank = random.below(size);
      both.erase(rank, random.below(std::min<std::size_t>(size - rank, 40) + 1));
    }
    if (i % 16 == 0) REQUIRE(both.agree());
    REQUIRE(both.agree_on({draw_score(random), std::to_string(random.below(names))}));
  }
}

TEST_CASE("counted tree: whatever is done to it, it is what a set of the standard library is") {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    change_at_random<SmallTree>(seed, 12, 600);
    change_at_random<SmallTree>(seed, 150, 1500);
    change_at_random<CountedTree<4, 5>>(seed, 400, 1500);
  }
  change_at_random<MemberTree>(1, 3000, 9000);
}

TEST_CASE("counted tree: every order of seven inserts, and of the erases") {
  std::vector<int> order{0, 1, 2, 3, 4, 5, 6};
  do {
    Both<SmallTree> both;
    for (const int i : order) both.insert(i, std::to_string(i));
    REQUIRE(both.agree());
    for (const int i : {3, 0, 6, 1, 5, 2, 4}) {
      both.erase(std::to_string(order[static_cast<std::size_t>(i)]));
      REQUIRE(both.agree());
    }
    REQUIRE(both.tree.memory() == 0);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("counted tree: every run of ranks of every small size can be erased") {
  for (std::size_t size = 1; size <= 20; ++size)
    for (std::size_t rank = 0; rank < size; ++rank)
      for (std::size_t count = 0; count <= size - rank; ++count) {
        Both<SmallTree> both;
        for (std::size_t i = 0; i < size; ++i)
          both.insert(static_cast<double>(i * 7 % size), std::to_string(i));
        both.erase(rank, count);
        REQUIRE(both.agree());
      }
}

TEST_CASE("counted tree: filled in order, its leaves are full; the other way round, too") {
  constexpr int members = 30'000;
  // A leaf has 30 members and takes 512 bytes, an inner node has 31 leaves and takes 1008.
  constexpr std::size_t most = members / 30 * 512 + members / 30 / 30 * 1008 + 4 * 1008;
  for (const int sign : {1, -1}) {
    Both<MemberTree> both;
    for (int i = 0; i < members; ++i) both.insert(sign * i, std::to_string(i));
    CHECK(both.tree.memory() <= most);
    CHECK(both.agree());
  }
}

TEST_CASE("counted tree: what has shrunk gives its nodes back") {
  Both<MemberTree> both;
  for (int i = 0; i < 30'000; ++i) both.insert(i, std::to_string(i));
  const std::size_t full = both.tree.memory();
  for (int i = 0; i < 30'000; ++i)
    if (i % 10 != 0) both.erase(std::to_string(i));
  CHECK(both.tree.memory() < full * 8 / 3 / 10 + 4096);
  CHECK(both.agree());
}

TEST_CASE("counted tree: it is drained piece by piece, and does not look at the members") {
  Both<SmallTree> both;
  for (int i = 0; i < 1000; ++i) both.insert(i, std::to_string(i));
  both.owned.clear();
  int steps = 0;
  while (both.tree.drain(10)) ++steps;
  CHECK(steps > 80);
  CHECK(both.tree.memory() == 0);
  CHECK(both.tree.empty());
}

}  // namespace
