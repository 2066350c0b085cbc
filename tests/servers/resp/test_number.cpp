// Doubles and sums: what redis-server 7.0.15 gave for ZSCORE and INCRBYFLOAT.
#include "servers/resp/protocol/number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>

namespace kit::resp {
namespace {

std::string integer(std::int64_t number) {
  std::string text;
  append_integer(text, number);
  return text;
}

std::string score(double number) {
  std::string text;
  append_double(text, number);
  return text;
}

std::string sum(long double number) {
  std::string text;
  append_plain(text, number);
  return text;
}

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

TEST_CASE("number: integers both ways, to the ends of 64 bits") {
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1},
                                    std::int64_t{10}, std::int64_t{-999}, least, greatest}) {
    CHECK(integer(number) == std::to_string(number));
    CHECK(parse_integer(integer(number)) == number);
  }
  CHECK_FALSE(parse_integer("9223372036854775808"));
  CHECK_FALSE(parse_integer("-9223372036854775809"));
}

TEST_CASE("number: an integer has one way to be written") {
  for (const std::string text : {"", "-", "+1", "01", "00", "-0", "-01", " 1", "1 ", "1.0", "1e3",
                                 "0x1", "--1", "a", "1a", "1\n", "99999999999999999999"})
    CHECK_FALSE(parse_integer(text));
  CHECK_FALSE(parse_integer(std::string_view("1\0", 2)));
}

TEST_CASE("number: it is appended") {
  std::string text = "a";
  append_integer(text, 1);
  append_double(text, 0.5);
  append_plain(text, 2.25L);
  CHECK(text == "a10.52.25");
}

TEST_CASE("number: a score has 17 digits, or fewer where they are zeros") {
  CHECK(score(0) == "0");
  CHECK(score(1) == "1");
  CHECK(score(-1) == "-1");
  CHECK(score(3.5) == "3.5");
  CHECK(score(0.1) == "0.10000000000000001");
  CHECK(score(0.2) == "0.20000000000000001");
  CHECK(score(0.3) == "0.29999999999999999");
  CHECK(score(1e-4) == "0.0001");
  CHECK(score(1e-5) == "1.0000000000000001e-05");
  CHECK(score(1.5e-7) == "1.4999999999999999e-07");
  CHECK(score(3.0000000000000004) == "3.0000000000000004");
  CHECK(score(3.141) == "3.141");
  CHECK(score(5e-324) == "4.9406564584124654e-324");
  CHECK(score(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(score(-1e300) == "-1.0000000000000001e+300");
}

TEST_CASE("number: a whole score has no exponent below 1e17") {
  CHECK(score(100000) == "100000");
  CHECK(score(-999999999999999) == "-999999999999999");
  CHECK(score(1e15) == "1000000000000000");
  CHECK(score(9007199254740993.) == "9007199254740992");
  CHECK(score(12345678901234567.) == "12345678901234568");
  CHECK(score(1e16) == "10000000000000000");
  CHECK(score(1e17) == "1e+17");
  CHECK(score(123456789012345678.) == "1.2345678901234568e+17");
  CHECK(score(1e21) == "1e+21");
}

TEST_CASE("number: scores that are no numbers") {
  CHECK(score(HUGE_VAL) == "inf");
  CHECK(score(-HUGE_VAL) == "-inf");
  CHECK(score(std::nan("")) == "nan");
  CHECK(score(-std::nan("")) == "nan");
  CHECK(score(-0.0) == "-0");
}

TEST_CASE("number: any score is \"%.17g\"") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    // Every other one is small or whole: most patterns of bits are far from what people count.
    if (i % 2 == 0) number = static_cast<double>(static_cast<std::int64_t>(bits) >> (i % 64));
    if (i % 4 == 0) number /= 4;
    if (std::isnan(number)) continue;
    char expected[40];
    std::snprintf(expected, sizeof expected, "%.17g", number);
    REQUIRE(score(number) == expected);
  }
}

TEST_CASE("number: a sum never has an exponent, nor zeros at its end") {
  CHECK(sum(0) == "0");
  CHECK(sum(-1) == "-1");
  CHECK(sum(100) == "100");
  CHECK(sum(3.5L) == "3.5");
  CHECK(sum(1e17L) == "100000000000000000");
  CHECK(sum(1e21L) == "1000000000000000000000");
  CHECK(sum(-0.0L) == "0");
  CHECK(sum(-1e-20L) == "0");
}

TEST_CASE("number: a sum of more digits than a double has" *
          doctest::skip(std::numeric_limits<long double>::digits < 64)) {
  CHECK(sum(123456789012345678.L) == "123456789012345678");
  CHECK(sum(0.1L) == "0.1");
  CHECK(sum(0.3L) == "0.3");
  CHECK(sum(1e-5L) == "0.00001");
  CHECK(sum(1.5e-7L) == "0.00000015");
  CHECK(sum(3.0000000000000004L) == "3.0000000000000004");
  CHECK(sum(5e-324L) == "0");
  CHECK(sum(1e-17L) == "0.00000000000000001");
  CHECK(sum(4e-18L) == "0");
}

TEST_CASE("number: the longest sum") {
  const std::string text = sum(-std::numeric_limits<long double>::max());
  CHECK(text.size() == 1 + std::numeric_limits<long double>::max_exponent10 + 1);
  CHECK(text.find_first_not_of("0123456789", 1) == std::string::npos);
}

}  // namespace
}  // namespace kit::resp
