#include <array>

#include "tests/redis/rules.hpp"

namespace kit::test {
namespace {

using std::string_view_literals::operator""sv;

// No two that strcoll(3) takes for the same.
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
};

}  // namespace

std::span<const Pool> collection_pools() noexcept { return all_pools; }

}  // namespace kit::test
