#include <array>

#include "tests/redis/rules.hpp"

namespace kit::test {
namespace {

using std::string_view_literals::operator""sv;

// So few that they meet. Each kind has names that mostly hold it, and RENAME, COPY and the like mix
// them.
constexpr std::array keys = {
    "a"sv,   "b"sv,   "c"sv,   "key:1"sv, ""sv,    "\0\xff\r\n"sv, "l:1"sv, "l:2"sv,
    "h:1"sv, "h:2"sv, "s:1"sv, "s:2"sv,   "s:3"sv, "z:1"sv,        "z:2"sv, "z:3"sv,
};
constexpr std::array strings = {"a"sv, "b"sv,          "c"sv,   "key:1"sv,
                                ""sv,  "\0\xff\r\n"sv, "l:1"sv, "z:1"sv};
constexpr std::array lists = {"l:1"sv, "l:2"sv, "l:1"sv, "l:2"sv, "l:1"sv,
                              "l:2"sv, "a"sv,   ""sv,    "h:1"sv};
constexpr std::array hashes = {"h:1"sv, "h:2"sv, "h:1"sv, "h:2"sv, "h:1"sv, "b"sv, "s:1"sv};
constexpr std::array sets = {"s:1"sv, "s:2"sv, "s:3"sv, "s:1"sv, "s:2"sv,
                             "s:3"sv, "c"sv,   "l:2"sv, "z:1"sv};
constexpr std::array sorted_sets = {"z:1"sv, "z:2"sv, "z:3"sv, "z:1"sv, "z:2"sv,
                                    "z:3"sv, "s:1"sv, "a"sv,   "h:2"sv};

// No two that strcoll(3) takes for the same: Redis leaves them in the order of the set.
constexpr std::array junk = {
    ""sv,
    "x"sv,
    "-"sv,
    "+1"sv,
    " 1"sv,
    "1 "sv,
    "01"sv,
    "1.5"sv,
    "9223372036854775808"sv,
    "-9223372036854775809"sv,
    "0x10"sv,
    "1e3"sv,
    "nan"sv,
    "\1\0"sv,
    "99999999999999999999999999"sv,
    "NX"sv,
    "GET"sv,
    "BYTE"sv,
    "EX"sv,
    "PERSIST"sv,
};

constexpr std::array values = {
    ""sv,
    "0"sv,
    "1"sv,
    "-1"sv,
    "10"sv,
    "9999"sv,
    "10000"sv,
    "9223372036854775807"sv,
    "-9223372036854775808"sv,
    "9223372036854775808"sv,
    "012"sv,
    "+5"sv,
    "-0"sv,
    " 7"sv,
    "3.0"sv,
    "0.1"sv,
    "1e5"sv,
    "1e308"sv,
    "-inf"sv,
    "nan"sv,
    "hello"sv,
    "foobar"sv,
    "\0"sv,
    "\xff\xff"sv,
    "\0\xff\r\n\0"sv,
    "a value of more than twenty bytes"sv,
    "forty-four bytes are what an embstr can hold"sv,
    "forty-five bytes are one more than it can do."sv,
    "the quick brown fox jumps over the lazy dog and then again the quick brown fox jumps"sv,
};

constexpr std::array integers = {
    "0"sv,   "1"sv,  "-1"sv,   "7"sv,   "-100"sv,     "9223372036854775807"sv,
    "1"sv,   "2"sv,  "100"sv,  "-7"sv,  "9999999"sv,  "-9223372036854775808"sv,
    "1.0"sv, "01"sv, "-0"sv,   " 1"sv,  "x"sv,        "9223372036854775808"sv,
    "5"sv,   "3"sv,  "1000"sv, "512"sv, "-9999999"sv,
};

constexpr std::array floats = {
    "0"sv,       "1"sv,
    "-1"sv,      "0.1"sv,
    "-0.1"sv,    "3.14159265358979"sv,
    "1e3"sv,     "1e17"sv,
    "-1.5e-5"sv, "1e-17"sv,
    "5.0e3"sv,   "123456789.123456789"sv,
    "inf"sv,     "-inf"sv,
    "nan"sv,     "x"sv,
    " 1"sv,      "1 "sv,
    "0x10"sv,    ""sv,
    "1e4932"sv,  "1e5000"sv,
    ".5"sv,      "5."sv,
    "+2.5"sv,    "-0"sv,
    "1e308"sv,   "0.3333333333333333333"sv,
};

constexpr std::array indexes = {
    "0"sv,  "1"sv,  "-1"sv,  "2"sv,    "-2"sv,    "5"sv,  "-5"sv, "8"sv, "-100"sv,
    "10"sv, "31"sv, "100"sv, "5000"sv, "-5000"sv, "x"sv,  "3"sv,  "7"sv, "9223372036854775807"sv,
    "0"sv,  "-1"sv, "-3"sv,  "16"sv,   ""sv,      "64"sv, "4"sv,  "6"sv, "-9223372036854775808"sv,
};

constexpr std::array offsets = {
    "0"sv,  "1"sv,   "2"sv,    "5"sv,         "10"sv, "44"sv,
    "64"sv, "300"sv, "5000"sv, "536870912"sv, "-1"sv, "9223372036854775807"sv,
    "x"sv,  "3"sv,   "1.0"sv,  "536870911"sv, "7"sv,  "9223372036854775808"sv,
};

constexpr std::array bitoffsets = {
    "0"sv,  "1"sv,  "7"sv,   "8"sv,   "15"sv,    "100"sv,        "999"sv,
    "20"sv, "39"sv, "352"sv, "361"sv, "40000"sv, "4294967295"sv, "4294967296"sv,
    "-1"sv, "x"sv,  "2"sv,   "5"sv,   "1.0"sv,   "63"sv,         "9223372036854775807"sv,
};

constexpr std::array bits = {"0"sv, "1"sv, "1"sv, "0"sv, "1"sv, "2"sv, "-1"sv, "x"sv, "01"sv};

constexpr std::array patterns = {
    "*"sv,     "a*"sv, "?"sv,      "[a-b]"sv, "[^a]"sv,  "key:*"sv, "*1"sv,
    "\\a"sv,   "[a"sv, "[b-"sv,    "*a*"sv,   ""sv,      "a"sv,     "k*y*:?"sv,
    "[c-a]"sv, "[]"sv, "*\xff*"sv, "\\"sv,    "[\\a]"sv, "?*"sv,
};

constexpr std::array dbs = {"0"sv,  "0"sv,  "0"sv,  "1"sv, "1"sv, "2"sv,
                            "15"sv, "16"sv, "-1"sv, "x"sv, ""sv,  "2147483648"sv};

constexpr std::array simple_pools = {
    Pool{"string", strings},
    Pool{"list", lists},
    Pool{"hash", hashes},
    Pool{"set", sets},
    Pool{"zset", sorted_sets},
    Pool{"key", keys},
    Pool{"value", values},
    Pool{"integer", integers},
    Pool{"float", floats},
    Pool{"index", indexes},
    Pool{"offset", offsets},
    Pool{"bit", bits},
    Pool{"bitoffset", bitoffsets},
    Pool{"pattern", patterns},
    Pool{"db", dbs},
};

}  // namespace

const std::vector<Pool>& pools() {
  static const std::vector<Pool> all = [] {
    std::vector<Pool> joined(simple_pools.begin(), simple_pools.end());
    const std::span<const Pool> more = collection_pools();
    joined.insert(joined.end(), more.begin(), more.end());
    return joined;
  }();
  return all;
}
std::span<const std::string_view> key_pool() noexcept { return keys; }
std::span<const std::string_view> junk_pool() noexcept { return junk; }

}  // namespace kit::test
