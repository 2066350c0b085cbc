#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/random.hpp"
#include "servers/resp/store/collections/list.hpp"

using namespace kit::resp;

namespace {

using Texts = std::vector<std::string>;

Texts forwards(const List& list) {
  Texts texts;
  list.visit(list.begin(), list.size(),
             [&](const PackElement& element) { texts.push_back(element.to_string()); });
  return texts;
}

Texts backwards(const List& list) {
  Texts texts;
  for (auto at = list.end(); at != list.begin();) {
    at = list.previous(at);
    texts.push_back(list.get(at).to_string());
  }
  std::reverse(texts.begin(), texts.end());
  return texts;
}

List list_of(int count, const PackLimits& limits) {
  List list;
  for (int i = 0; i < count; ++i) list.push_back(std::int64_t{i}, limits);
  return list;
}

/// Now and then longer than a pack of four kilobytes may be.
std::string random_text(kit::sim::Random& random) {
  if (random.chance(20)) return std::string(random.below(9000), 'l');
  if (random.chance(400)) return std::to_string(random.below(100000));
  return std::string(random.below(60), 's');
}

class Pair {
 public:
  explicit Pair(std::uint64_t seed, int max_listpack_size)
      : random_(seed), limits_(PackLimits::of(max_listpack_size)) {}

  void change() {
    const std::size_t index = random_.below(model.size() + 1);
    const auto position = list.at(static_cast<std::int64_t>(index));
    const auto place = model.begin() + static_cast<std::ptrdiff_t>(index);
    const std::string text = random_text(random_);
    const std::uint64_t what = random_.below(20);
    if (what < 6) {
      list.push_back(text, limits_);
      model.push_back(text);
    } else if (what < 11) {
      list.push_front(text, limits_);
      model.insert(model.begin(), text);
    } else if (what < 14) {
      list.insert(position, text, limits_);
      model.insert(place, text);
    } else if (what < 16 && index < model.size()) {
      const auto from_end = static_cast<std::int64_t>(index) -
                            static_cast<std::int64_t>(random_.chance(500) ? model.size() : 0);
      list.replace(from_end, text, limits_);
      *place = text;
    } else {
      take_out(index);
    }
  }

  List list;
  Texts model;

 private:
  void take_out(std::size_t index) {
    const std::size_t most = random_.chance(20) ? model.size() : 5;
    const std::size_t count = std::min<std::size_t>(random_.below(most + 1), model.size() - index);
    const auto place = model.begin() + static_cast<std::ptrdiff_t>(index);
    const auto behind = list.erase(list.at(static_cast<std::int64_t>(index)), count);
    model.erase(place, place + static_cast<std::ptrdiff_t>(count));
    REQUIRE(behind == list.at(static_cast<std::int64_t>(index)));
  }

  kit::sim::Random random_;
  PackLimits limits_;
};

}  // namespace

TEST_CASE("list: an empty one takes nothing") {
  List list;
  CHECK(list.empty());
  CHECK(list.memory() == 0);
  CHECK(list.begin() == list.end());
  CHECK(list.at(0) == list.end());
  CHECK(list.at(-1) == list.end());
  CHECK(list.clone().empty());
  CHECK(!list.drain(10));
  CHECK(list.encoding() == "quicklist");
}

TEST_CASE("list: changes by lot, and a vector that changes likewise, for packs of every size") {
  for (const int size : {-5, -2, -1, 0, 1, 2, 5, 40}) {
    Pair pair(static_cast<std::uint64_t>(size + 10), size);
    for (int i = 0; i < 3000; ++i) {
      pair.change();
      REQUIRE(pair.list.size() == pair.model.size());
      if (i % 25 != 0) continue;
      REQUIRE(forwards(pair.list) == pair.model);
      REQUIRE(backwards(pair.list) == pair.model);
    }
    const List copy = pair.list.clone();
    CHECK(copy.size() == pair.list.size());
    const List moved = std::move(pair.list);
    CHECK(forwards(copy) == pair.model);
    CHECK(forwards(moved) == pair.model);
  }
}

TEST_CASE("list: each element by its number from either end, and those behind it") {
  for (const int count : {1, 2, 5, 6, 23, 24}) {
    const List list = list_of(count, PackLimits::of(5));
    for (std::int64_t i = 0; i < count; ++i) {
      CHECK(list.get(list.at(i)).integer() == i);
      CHECK(list.at(i - count) == list.at(i));
      CHECK(list.is_at(list.at(i), i));
      CHECK(!list.is_at(list.at(i), i + 1));
      CHECK(list.next(list.at(i)) == list.at(i + 1));
    }
    CHECK(list.at(count) == list.end());
    CHECK(list.at(-count - 1) == list.end());
  }
}

TEST_CASE("list: find, from any element on, through all packs") {
  const PackLimits limits = PackLimits::of(3);
  List list = list_of(10, limits);
  for (std::int64_t i = 0; i < 10; ++i) list.push_back(i, limits);
  for (std::int64_t i = 0; i < 10; ++i) {
    for (std::int64_t from = 0; from < 20; ++from) {
      const std::int64_t expected = from <= i ? i : from <= i + 10 ? i + 10 : 20;
      REQUIRE(list.find(i, list.at(from)) == list.at(expected));
    }
  }
  CHECK(list.find("nobody", list.begin()) == list.end());
  CHECK(list.find("0", list.end()) == list.end());
}

TEST_CASE("list: every stretch can be taken out") {
  constexpr int count = 12;
  for (int first = 0; first < count; ++first) {
    for (int taken = 0; first + taken <= count; ++taken) {
      List list = list_of(count, PackLimits::of(3));
      const auto behind = list.erase(list.at(first), static_cast<std::size_t>(taken));
      Texts expected;
      for (int i = 0; i < count; ++i)
        if (i < first || i >= first + taken) expected.push_back(std::to_string(i));
      REQUIRE(forwards(list) == expected);
      REQUIRE(list.size() == expected.size());
      REQUIRE(behind == list.at(first));
    }
  }
}

TEST_CASE("list: a short one is one piece of memory, as small as its elements allow") {
  List list;
  for (int i = 0; i < 5; ++i) list.push_back("value" + std::to_string(i), PackLimits());
  CHECK(list.weight() == 2);
  CHECK(list.memory() <= 64 + 16);  // malloc may give a step more than it needs
  list.pop_front(2);
  list.pop_back(2);
  CHECK(forwards(list) == Texts{"value2"});
  list.pop_back();
  CHECK(list.memory() == 0);
}

TEST_CASE("list: packs are as long as list-max-listpack-size says") {
  struct Case {
    int size;
    std::size_t packs;  // of a thousand elements of 100 bytes, each 103 with its code and length
  };
  const std::string text(100, 'x');
  for (const Case& each :
       {Case{-1, 26}, Case{-2, 13}, Case{-3, 7}, Case{-4, 4}, Case{-5, 2}, Case{-100, 2},
        Case{0, 1000}, Case{1, 1000}, Case{10, 100}, Case{1'000'000, 13}}) {
    List list;
    for (int i = 0; i < 1000; ++i) list.push_back(text, PackLimits::of(each.size));
    CHECK(list.weight() == each.packs + 1);
    // The last pack may have an eighth to spare.
    CHECK(list.memory() < 1000 * 103 + 64 * 1024 / 8 + each.packs * 40);
    List other;
    for (int i = 0; i < 1000; ++i) other.push_front(text, PackLimits::of(each.size));
    CHECK(other.weight() == each.packs + 1);
  }
}

TEST_CASE("list: a long element is alone in its pack, and does not cut the others to pieces") {
  const PackLimits limits;
  const std::string big(10'000, 'b');
  List list = list_of(10, limits);
  list.insert(list.at(5), big, limits);
  CHECK(list.weight() == 3 + 1);
  list.replace(5, "small", limits);
  CHECK(list.size() == 11);
  CHECK(list.get(list.at(5)).equals("small"));
  list.replace(2, big, limits);
  CHECK(list.get(list.at(2)).equals(big));
  CHECK(list.get(list.at(3)).integer() == 3);
  CHECK(list.size() == 11);
}

TEST_CASE("list: put into the middle a thousand times, the packs stay half full at least") {
  const PackLimits limits = PackLimits::of(8);
  List list = list_of(8, limits);
  for (int i = 0; i < 1000; ++i)
    list.insert(list.at(static_cast<std::int64_t>(list.size() / 2)), "m", limits);
  CHECK(list.size() == 1008);
  CHECK(list.weight() < 2 * 1008 / 8);
}

TEST_CASE("list: a long one that gets short is one piece of memory again") {
  List list = list_of(20'000, PackLimits());
  CHECK(list.weight() > 5);
  list.pop_front(10'000);
  list.pop_back(9'990);
  CHECK(list.weight() == 2);
  CHECK(list.memory() < 100);
  CHECK(list.get(list.at(0)).integer() == 10'000);
}

TEST_CASE("list: drained a few packs at a time") {
  List list = list_of(100, PackLimits::of(1));
  int slices = 1;
  while (list.drain(9)) ++slices;
  CHECK(slices == 12);
}
