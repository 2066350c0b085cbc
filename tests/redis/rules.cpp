#include "tests/redis/rules.hpp"

#include <array>

namespace kit::test {
namespace {

constexpr std::array all_rules = {
    Rule{30,
         "SET <string> <value> [EX <seconds>|PX <milliseconds>|EXAT <when>|PXAT <when>|KEEPTTL] "
         "[NX|XX] [GET]"},
    Rule{10, "SET <string> <value> [NX|XX|GET|KEEPTTL] [NX|XX|GET|KEEPTTL] [GET|EX <seconds>]"},
    Rule{20, "GET <string>"},
    Rule{4, "GETSET <string> <value>"},
    Rule{4, "GETDEL <string>"},
    Rule{8, "GETEX <string> [EX <seconds>|PX <milliseconds>|EXAT <when>|PXAT <when>|PERSIST]"},
    Rule{4, "MGET {<string>}"},
    Rule{4, "MSET {<string> <value>}"},
    Rule{4, "MSETNX {<string> <value>}"},
    Rule{4, "SETNX <string> <value>"},
    Rule{4, "SETEX <string> <seconds> <value>"},
    Rule{4, "PSETEX <string> <milliseconds> <value>"},
    Rule{8, "APPEND <string> <value>"},
    Rule{6, "STRLEN <string>"},
    Rule{8, "(GETRANGE|SUBSTR) <string> <index> <index>"},
    Rule{8, "SETRANGE <string> <offset> <value>"},
    Rule{4, "LCS <string> <string> [LEN|IDX] [MINMATCHLEN <index>] [WITHMATCHLEN]"},
    Rule{6, "(INCR|DECR) <string>"},
    Rule{10, "(INCRBY|DECRBY) <string> <integer>"},
    Rule{10, "INCRBYFLOAT <string> <float>"},
    Rule{8, "SETBIT <string> <bitoffset> <bit>"},
    Rule{6, "GETBIT <string> <bitoffset>"},
    Rule{6, "BITCOUNT <string> [<index>] [<index>] [BYTE|BIT]"},
    Rule{6, "BITCOUNT <string> <index> <index> [BYTE|BIT]"},
    Rule{8, "BITPOS <string> <bit> [<index>] [<index>] [BYTE|BIT]"},
    Rule{6, "BITOP (AND|OR|XOR|NOT|and|NAND) <string> {<string>}"},
    Rule{4, "(DEL|UNLINK) {<key>}"},
    Rule{3, "EXISTS {<key>}"},
    Rule{4, "TYPE <key>"},
    Rule{2, "~order KEYS <pattern>"},
    Rule{2,
         "~order SCAN 0 COUNT 1000 [MATCH <pattern>] [TYPE string|TYPE hash|TYPE zset|TYPE "
         "list|TYPE set]"},
    Rule{1, "~kind SCAN (x|0) (MATCH|COUNT|TYPE|X) [0|-1|x|1000]"},
    Rule{2, "~type RANDOMKEY"},
    Rule{10, "RENAME <key> <key>"},
    Rule{4, "RENAMENX <key> <key>"},
    Rule{14, "COPY <key> <key> [DB <db>] [REPLACE]"},
    Rule{2, "TOUCH {<key>}"},
    Rule{12, "~encoding OBJECT ENCODING <key>"},
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
    Rule{2, "~fields HELLO (2|3|3)"},
    Rule{12, "MULTI"},
    Rule{1, "(nosuch|GETT|OBJECT|CLIENT|CONFIG) [<value>] [<key>]"},
    Rule{1, "(OBJECT|CLIENT|CONFIG) NOSUCH"},
};

}  // namespace

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all = [] {
    std::vector<Rule> joined(all_rules.begin(), all_rules.end());
    const std::span<const Rule> more = collection_rules();
    joined.insert(joined.end(), more.begin(), more.end());
    return joined;
  }();
  return all;
}

}  // namespace kit::test
