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

// The same holds for these.
constexpr std::array members = {
    "0"sv,
    "1"sv,
    "2"sv,
    "3"sv,
    "-1"sv,
    "7"sv,
    "100"sv,
    "70000"sv,
    "01"sv,
    "1.0"sv,
    "a"sv,
    "b"sv,
    "c"sv,
    "A"sv,
    "aa"sv,
    "ab"sv,
    "abc"sv,
    ""sv,
    "\1\0"sv,
    "\xff\r\n"sv,
    "2.5"sv,
    "1e2"sv,
    "inf"sv,
    "-5000000000"sv,
    "32768"sv,
    "4294967296"sv,
    "9223372036854775807"sv,
    "-9223372036854775808"sv,
    "9223372036854775808"sv,
    "a member of more than twenty bytes"sv,
    "sixty-five bytes are one more than what a small collection stores"sv,
};

constexpr std::array scores = {
    "0"sv,
    "1"sv,
    "2"sv,
    "3"sv,
    "1"sv,
    "-1"sv,
    "1.5"sv,
    "-2.25"sv,
    "0.1"sv,
    "1e3"sv,
    "100"sv,
    "-0"sv,
    "3"sv,
    "inf"sv,
    "-inf"sv,
    "+inf"sv,
    "1e308"sv,
    "-1e308"sv,
    "1e-300"sv,
    "3.3333333333333335"sv,
    "123456789012345680"sv,
    "1e17"sv,
    "9007199254740993"sv,
    "0x10"sv,
    "1e400"sv,
    "nan"sv,
    "x"sv,
    ""sv,
    " 1"sv,
    "2"sv,
    "5"sv,
    "7"sv,
    "10"sv,
    "-3"sv,
    "4"sv,
    "17179869184.5"sv,
};

constexpr std::array score_bounds = {
    "-inf"sv, "+inf"sv,  "inf"sv, "0"sv,  "1"sv,   "2"sv,     "(1"sv,   "(2"sv,
    "(inf"sv, "(-inf"sv, "-1"sv,  "10"sv, "3"sv,   "(0.1"sv,  "1000"sv, "nan"sv,
    "(nan"sv, "x"sv,     "("sv,   ""sv,   "1e3"sv, "-2.25"sv, "[1"sv,
};

constexpr std::array text_bounds = {
    "-"sv,  "+"sv, "[a"sv, "(a"sv, "[b"sv, "(b"sv, "[aa"sv, "(abc"sv, "["sv,     "("sv,
    "[c"sv, "a"sv, ""sv,   "+x"sv, "[1"sv, "(7"sv, "-"sv,   "+"sv,    "[\xff"sv,
};

// Never -9223372036854775807: so many random members nobody waits for.
constexpr std::array counts = {
    "0"sv,
    "1"sv,
    "2"sv,
    "3"sv,
    "5"sv,
    "10"sv,
    "100"sv,
    "-1"sv,
    "-2"sv,
    "-7"sv,
    "-30"sv,
    "x"sv,
    ""sv,
    "1.5"sv,
    "-9223372036854775808"sv,
    "9223372036854775808"sv,
    "01"sv,
    "1"sv,
    "2"sv,
    "4"sv,
};

constexpr std::array key_counts = {
    "0"sv,          "-1"sv, "1"sv, "2"sv, "3"sv, "4"sv, "x"sv, "9223372036854775807"sv,
    "2147483648"sv, "1"sv,  "2"sv,
};

constexpr std::array weights = {
    "1"sv, "2"sv, "-1"sv, "0"sv, "0.5"sv, "inf"sv, "-inf"sv, "nan"sv, "x"sv, "3"sv, "1e308"sv, ""sv,
};

constexpr std::array sort_patterns = {
    "*"sv,      "l:*"sv,   "*:1"sv, "h:1->*"sv, "h:*->a"sv,
    "h:*->1"sv, "key:*"sv, "*->"sv, "h:*->"sv,  "s:*"sv,
};

// Mostly numbers that SORT understands.
constexpr std::array numbers = {"1"sv,   "2"sv,     "3"sv,   "10"sv, "-5"sv,  "2.5"sv,
                                "1e1"sv, "0x10"sv,  "inf"sv, "-1"sv, "100"sv, "-inf"sv,
                                "7"sv,   "32768"sv, "a"sv,   "8"sv};

constexpr std::array bit_types = {
    "u8"sv, "i8"sv, "u1"sv,  "i1"sv,  "u63"sv, "i64"sv, "u64"sv, "i65"sv, "u0"sv,  "i0"sv,
    "u5"sv, "i5"sv, "u16"sv, "i32"sv, "u"sv,   "x8"sv,  "U8"sv,  "i08"sv, "i8x"sv, ""sv,
};

constexpr std::array field_offsets = {
    "0"sv,
    "1"sv,
    "7"sv,
    "#0"sv,
    "#1"sv,
    "#3"sv,
    "100"sv,
    "-1"sv,
    "#-1"sv,
    "x"sv,
    "#"sv,
    "63"sv,
    "#1000000"sv,
    "4294967295"sv,
    "9223372036854775807"sv,
    "#9223372036854775807"sv,
};

constexpr std::array timeouts = {"0"sv, "0.5"sv, "1"sv,   "0.001"sv, "-1"sv,
                                 "x"sv, "inf"sv, "nan"sv, "1e30"sv,  ""sv};

// None of them ends while a test runs, but 0.001.
constexpr std::array patiences = {"0"sv, "0"sv, "0"sv, "1000"sv, "0.001"sv, "-1"sv, "x"sv};

constexpr std::array channels = {"a1"sv, "a2"sv, "b1"sv, "b2"sv, "c"sv, ""sv, "x\0y"sv};

constexpr std::array channel_patterns = {"a?"sv, "b*"sv, "x*"sv, "__keyevent@0__:[a-ln-z]*"sv,
                                         "__keyspace@?__:[lzs]:*"sv};

constexpr std::array all_pools = {
    Pool{"string", strings},
    Pool{"list", lists},
    Pool{"hash", hashes},
    Pool{"set", sets},
    Pool{"zset", sorted_sets},
    Pool{"member", members},
    Pool{"score", scores},
    Pool{"bound", score_bounds},
    Pool{"textbound", text_bounds},
    Pool{"count", counts},
    Pool{"numkeys", key_counts},
    Pool{"weight", weights},
    Pool{"sortpattern", sort_patterns},
    Pool{"number", numbers},
    Pool{"bittype", bit_types},
    Pool{"fieldoffset", field_offsets},
    Pool{"timeout", timeouts},
    Pool{"patience", patiences},
    Pool{"channel", channels},
    Pool{"channelpattern", channel_patterns},
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

std::span<const Pool> pools() noexcept { return all_pools; }
std::span<const std::string_view> key_pool() noexcept { return keys; }
std::span<const std::string_view> junk_pool() noexcept { return junk; }

}  // namespace kit::test
