#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "loop/sim/random.hpp"
#include "servers/resp/store/collections/pack_row.hpp"

using namespace kit::resp;

namespace {

using Model = std::vector<std::int64_t>;

Pack pack_of(std::int64_t number) {
  Pack pack;
  pack.push_back(number);
  return pack;
}

Model contents(const PackRow& row) {
  Model numbers;
  for (std::size_t i = 0; i < row.size(); ++i) numbers.push_back(row[i].get(0).integer());
  return numbers;
}

}  // namespace

TEST_CASE("pack row: an empty one takes nothing") {
  const PackRow row;
  CHECK(row.size() == 0);
  CHECK(row.memory() == 0);
}

TEST_CASE("pack row: what is put in and taken out anywhere, by lot, as in a vector") {
  kit::sim::Random random(3);
  for (int round = 0; round < 20; ++round) {
    PackRow row;
    Model model;
    for (std::int64_t i = 0; i < 600; ++i) {
      // It grows in the first half and shrinks in the second.
      const bool adds = random.chance(i < 300 ? 800 : 200);
      const std::size_t place = random.below(model.size() + 1);
      const auto at = model.begin() + static_cast<std::ptrdiff_t>(place);
      if (adds) {
        row.insert(place, pack_of(i));
        model.insert(at, i);
      } else {
        const std::size_t count = std::min<std::size_t>(random.below(3), model.size() - place);
        row.erase(place, count);
        model.erase(at, at + static_cast<std::ptrdiff_t>(count));
      }
      REQUIRE(contents(row) == model);
    }
  }
}

TEST_CASE("pack row: at one end, at the other, and through it, its memory follows its size") {
  for (const int way : {0, 1, 2, 3}) {
    PackRow row;
    Model model;
    for (std::int64_t i = 0; i < 3000; ++i) {
      const bool in_front = (way & 1) != 0;
      const bool from_front = (way & 2) != 0;
      row.insert(in_front ? 0 : row.size(), pack_of(i));
      model.insert(in_front ? model.begin() : model.end(), i);
      if (i < 50) continue;
      row.erase(from_front ? 0 : row.size() - 1);
      model.erase(from_front ? model.begin() : model.end() - 1);
    }
    CHECK(contents(row) == model);
    CHECK(row.memory() <= 4 * 51 * sizeof(Pack) + 32);
    row.erase(0, 49);
    CHECK(row.memory() <= 64);
    CHECK(row.size() == 1);
  }
}
