// Integers of any width, beside those of the language.
#include "servers/resp/commands/bit_integers.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "loop/sim/random.hpp"

namespace kit::resp {
namespace {

constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();

TEST_CASE("bit integers: what was written is read, and nothing beside it has changed") {
  kit::sim::Random random(1);
  for (const bool is_signed : {false, true}) {
    for (unsigned bits = 1; bits <= (is_signed ? 64U : 63U); ++bits) {
      for (std::size_t offset = 0; offset < 20; ++offset) {
        const BitInteger type{is_signed, bits};
        const std::string before(12, random.next() % 2 == 0 ? '\0' : '\xff');
        std::string text = before;
        const auto value = static_cast<std::int64_t>(random.next()) >> (random.next() % 64);
        write_integer(text.data(), offset, type, value);
        CHECK(add_integers(type, read_integer(text, offset, type), 0, Overflow::fail) ==
              add_integers(type, value, 0, Overflow::wrap));
        write_integer(text.data(), offset, type, read_integer(before, offset, type));
        CHECK(text == before);
      }
    }
  }
}

TEST_CASE("bit integers: the highest bit comes first, and behind the end are zeros") {
  CHECK(read_integer("\x12\x34", 0, {false, 16}) == 0x1234);
  CHECK(read_integer("\x12\x34", 4, {false, 8}) == 0x23);
  CHECK(read_integer("\xff", 0, {true, 8}) == -1);
  CHECK(read_integer("\xff", 0, {false, 8}) == 255);
  CHECK(read_integer("\xff", 4, {false, 8}) == 0xf0);
  CHECK(read_integer("\xff", 4, {true, 8}) == -16);
  CHECK(read_integer("", 1'000'000, {true, 64}) == 0);
  CHECK(read_integer("\xff", 0, {true, 1}) == -1);
}

/// The sum of small numbers, brought into the range by hand.
std::optional<std::int64_t> model(std::int64_t least, std::int64_t most, std::int64_t sum,
                                  Overflow overflow) {
  if (sum >= least && sum <= most) return sum;
  if (overflow == Overflow::fail) return std::nullopt;
  if (overflow == Overflow::saturate) return sum < least ? least : most;
  while (sum > most) sum -= most - least + 1;
  while (sum < least) sum += most - least + 1;
  return sum;
}

TEST_CASE("bit integers: every sum of up to five bits") {
  for (const Overflow overflow : {Overflow::wrap, Overflow::saturate, Overflow::fail}) {
    for (unsigned bits = 1; bits <= 5; ++bits) {
      const std::int64_t half = std::int64_t{1} << (bits - 1);
      for (std::int64_t by = -100; by <= 100; ++by) {
        for (std::int64_t value = -half; value < half; ++value)
          REQUIRE(add_integers({true, bits}, value, by, overflow) ==
                  model(-half, half - 1, value + by, overflow));
        for (std::int64_t value = 0; value < 2 * half; ++value)
          REQUIRE(add_integers({false, bits}, value, by, overflow) ==
                  model(0, 2 * half - 1, value + by, overflow));
      }
    }
  }
}

TEST_CASE("bit integers: sums at the ends of 64 and 63 bits") {
  constexpr BitInteger wide{true, 64};
  CHECK(add_integers(wide, highest, 1, Overflow::wrap) == lowest);
  CHECK(add_integers(wide, lowest, -1, Overflow::wrap) == highest);
  CHECK(add_integers(wide, highest, 1, Overflow::saturate) == highest);
  CHECK(add_integers(wide, lowest, -1, Overflow::saturate) == lowest);
  CHECK(add_integers(wide, lowest, lowest, Overflow::saturate) == lowest);
  CHECK(add_integers(wide, highest, 1, Overflow::fail) == std::nullopt);
  CHECK(add_integers(wide, lowest, highest, Overflow::fail) == -1);
  CHECK(add_integers(wide, lowest, 0, Overflow::fail) == lowest);
  constexpr BitInteger high{false, 63};
  CHECK(add_integers(high, highest, 1, Overflow::wrap) == 0);
  CHECK(add_integers(high, highest, highest, Overflow::saturate) == highest);
  CHECK(add_integers(high, 0, lowest, Overflow::saturate) == 0);
  CHECK(add_integers(high, 0, -1, Overflow::wrap) == highest);
  CHECK(add_integers(high, highest, -highest, Overflow::fail) == 0);
  CHECK(add_integers(high, -1, 0, Overflow::saturate) == highest);  // a huge one
  CHECK(add_integers(high, -1, 0, Overflow::fail) == std::nullopt);
}

TEST_CASE("bit integers: the lowest numbers of 64 bits are above a narrow type, as in Redis") {
  CHECK(add_integers({true, 8}, lowest, 0, Overflow::saturate) == 127);
  CHECK(add_integers({true, 8}, lowest + 127, 0, Overflow::saturate) == 127);
  CHECK(add_integers({true, 8}, lowest + 128, 0, Overflow::saturate) == -128);
  CHECK(add_integers({true, 8}, lowest, 0, Overflow::wrap) == 0);
}

}  // namespace
}  // namespace kit::resp
