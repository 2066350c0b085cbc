#include "tests/redis/rules.hpp"

#include <array>

namespace kit::test {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array all_rules = {
    Rule{30,
         "SET <key> <value> [EX <seconds>|PX <milliseconds>|EXAT <when>|PXAT <when>|KEEPTTL] "
         "[NX|XX] [GET]"},
    Rule{10, "SET <key> <value> [NX|XX|GET|KEEPTTL] [NX|XX|GET|KEEPTTL] [GET|EX <seconds>]"},
    Rule{20, "GET <key>"},
    Rule{4, "GETSET <key> <value>"},
    Rule{4, "GETDEL <key>"},
    Rule{8, "GETEX <key> [EX <seconds>|PX <milliseconds>|EXAT <when>|PXAT <when>|PERSIST]"},
    Rule{4, "MGET {<key>}"},
    Rule{4, "MSET {<key> <value>}"},
    Rule{4, "MSETNX {<key> <value>}"},
    Rule{4, "SETNX <key> <value>"},
    Rule{4, "SETEX <key> <seconds> <value>"},
    Rule{4, "PSETEX <key> <milliseconds> <value>"},
    Rule{8, "APPEND <key> <value>"},
    Rule{6, "STRLEN <key>"},
    Rule{8, "(GETRANGE|SUBSTR) <key> <index> <index>"},
    Rule{8, "SETRANGE <key> <offset> <value>"},
    Rule{4, "LCS <key> <key> [LEN|IDX] [MINMATCHLEN <index>] [WITHMATCHLEN]"},
    Rule{6, "(INCR|DECR) <key>"},
    Rule{10, "(INCRBY|DECRBY) <key> <integer>"},
    Rule{10, "INCRBYFLOAT <key> <float>"},
    Rule{8, "SETBIT <key> <bitoffset> <bit>"},
    Rule{6, "GETBIT <key> <bitoffset>"},
    Rule{6, "BITCOUNT <key> [<index>] [<index>] [BYTE|BIT]"},
    Rule{6, "BITCOUNT <key> <index> <index> [BYTE|BIT]"},
    Rule{8, "BITPOS <key> <bit> [<index>] [<index>] [BYTE|BIT]"},
    Rule{6, "BITOP (AND|OR|XOR|NOT|and|NAND) <key> {<key>}"},
    Rule{4, "(DEL|UNLINK) {<key>}"},
    Rule{4, "EXISTS {<key>}"},
    Rule{4, "TYPE <key>"},
    Rule{2, "~order KEYS <pattern>"},
    Rule{2, "~order SCAN 0 COUNT 1000 [MATCH <pattern>] [TYPE string|TYPE hash]"},
    Rule{1, "~order SCAN (x|0) (MATCH|COUNT|TYPE|X) [0|-1|x|1000]"},
    Rule{2, "~type RANDOMKEY"},
    Rule{6, "RENAME <key> <key>"},
    Rule{4, "RENAMENX <key> <key>"},
    Rule{8, "COPY <key> <key> [DB <db>] [REPLACE]"},
    Rule{2, "TOUCH {<key>}"},
    Rule{4, "~type OBJECT ENCODING <key>"},
    Rule{1, "~seconds OBJECT IDLETIME <key>"},
    Rule{1, "OBJECT FREQ <key>"},
    Rule{2, "SELECT <db>"},
    Rule{3, "MOVE <key> <db>"},
    Rule{1, "SWAPDB <db> <db>"},
    Rule{2, "DBSIZE"},
    Rule{1, "(FLUSHDB|FLUSHALL) [ASYNC|SYNC|X]"},
    Rule{8, "EXPIRE <key> <seconds> [NX|XX|GT|LT] [NX|XX|GT|LT]"},
    Rule{6, "PEXPIRE <key> <milliseconds> [NX|XX|GT|LT]"},
    Rule{12, "(EXPIREAT|PEXPIREAT) <key> <when> [NX|XX|GT|LT]"},
    Rule{6, "~seconds TTL <key>"},
    Rule{6, "~milliseconds PTTL <key>"},
    Rule{4, "~seconds EXPIRETIME <key>"},
    Rule{4, "~milliseconds PEXPIRETIME <key>"},
    Rule{6, "PERSIST <key>"},
    Rule{1, "ECHO <value>"},
    Rule{1, "PING [<value>]"},
    Rule{1, "CLIENT SETNAME (me|x y|tab\t|)"},
    Rule{1, "CLIENT GETNAME"},
    Rule{1, "RESET"},
    Rule{1, "(nosuch|GETT|OBJECT|CLIENT|CONFIG) [<value>] [<key>]"},
    Rule{1, "(OBJECT|CLIENT|CONFIG) NOSUCH"},
};

constexpr std::array keys = {"a"sv, "b"sv, "c"sv, "key:1"sv, ""sv, "\0\xff\r\n"sv};

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
    "\0"sv,
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

constexpr std::array all_pools = {
    Pool{"key", keys},     Pool{"value", values},         Pool{"integer", integers},
    Pool{"float", floats}, Pool{"index", indexes},        Pool{"offset", offsets},
    Pool{"bit", bits},     Pool{"bitoffset", bitoffsets}, Pool{"pattern", patterns},
    Pool{"db", dbs},
};

}  // namespace

std::span<const Rule> rules() noexcept { return all_rules; }
std::span<const Pool> pools() noexcept { return all_pools; }
std::span<const std::string_view> key_pool() noexcept { return keys; }
std::span<const std::string_view> junk_pool() noexcept { return junk; }

}  // namespace kit::test
