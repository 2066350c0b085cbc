#include <array>

#include "tests/redis/rules.hpp"

namespace kit::test {
namespace {

// What depends on the order of a set or a hash is compared without order, and not stored: BY
// nosort, and BY with ALPHA, where equals stay in the order of the set.
constexpr std::array all_rules = {
    Rule{24, "(LPUSH|RPUSH|LPUSHX|RPUSHX) <list> {<member>}"},
    Rule{10, "RPUSH <list> {<member>} {<member>} {<member>}"},
    Rule{12, "(LPOP|RPOP) <list> [<count>]"},
    Rule{6, "LLEN <list>"},
    Rule{12, "LRANGE <list> <index> <index>"},
    Rule{8, "LINDEX <list> <index>"},
    Rule{8, "LSET <list> <index> <member>"},
    Rule{8, "LINSERT <list> (BEFORE|AFTER|before|X) <member> <member>"},
    Rule{6, "LREM <list> <count> <member>"},
    Rule{4, "LTRIM <list> <index> <index>"},
    Rule{8, "LPOS <list> <member> [RANK <count>] [COUNT <count>] [MAXLEN <count>]"},
    Rule{8, "(LMOVE|BLMOVEX) <list> <list> (LEFT|RIGHT|X) (LEFT|RIGHT)"},
    Rule{6, "LMOVE <list> <list> (LEFT|RIGHT) (LEFT|RIGHT)"},
    Rule{6, "RPOPLPUSH <list> <list>"},
    Rule{6, "LMPOP <numkeys> {<list>} (LEFT|RIGHT|X) [COUNT <count>]"},
    Rule{6, "LMPOP 2 <list> <list> (LEFT|RIGHT) [COUNT <count>]"},

    Rule{24, "HSET <hash> {<member> <value>}"},
    Rule{4, "HMSET <hash> {<member> <value>}"},
    Rule{6, "HSETNX <hash> <member> <value>"},
    Rule{8, "HGET <hash> <member>"},
    Rule{6, "HMGET <hash> {<member>}"},
    Rule{10, "HDEL <hash> {<member>}"},
    Rule{4, "HEXISTS <hash> <member>"},
    Rule{4, "HLEN <hash>"},
    Rule{4, "HSTRLEN <hash> <member>"},
    Rule{8, "~pairs HGETALL <hash>"},
    Rule{4, "~order (HKEYS|HVALS) <hash>"},
    Rule{8, "HINCRBY <hash> <member> <integer>"},
    Rule{8, "HINCRBYFLOAT <hash> <member> <float>"},
    Rule{4, "~pairs HSCAN <hash> 0 COUNT 1000 [MATCH <pattern>]"},
    Rule{6, "~chosen HRANDFIELD <hash> [<count>] [WITHVALUES|X]"},
    Rule{6, "~chosen HRANDFIELD <hash> <count> [WITHVALUES]"},

    Rule{24, "SADD <set> {<member>}"},
    Rule{6, "SADD <set> {<member>} {<member>} {<member>}"},
    Rule{10, "SREM <set> {<member>}"},
    Rule{4, "SCARD <set>"},
    Rule{4, "SISMEMBER <set> <member>"},
    Rule{4, "SMISMEMBER <set> {<member>}"},
    Rule{8, "~order SMEMBERS <set>"},
    Rule{6, "SMOVE <set> <set> <member>"},
    Rule{8, "~order (SUNION|SINTER|SDIFF) {<set>}"},
    Rule{10, "(SUNIONSTORE|SINTERSTORE|SDIFFSTORE) <set> {<set>}"},
    Rule{6, "SINTERCARD <numkeys> {<set>} [LIMIT <count>]"},
    Rule{4, "~order SSCAN <set> 0 COUNT 1000 [MATCH <pattern>]"},
    Rule{4, "~chosen SPOP <set> [<count>]"},
    Rule{8, "~chosen SRANDMEMBER <set> [<count>]"},

    Rule{30, "ZADD <zset> [NX|XX] [GT|LT] [CH] [INCR] {<score> <member>}"},
    Rule{20, "ZADD <zset> {<score> <member>}"},
    Rule{4, "ZADD <zset> (NX|XX|GT|LT|CH) [INCR|GT|NX] <score> <member>"},
    Rule{8, "ZINCRBY <zset> <score> <member>"},
    Rule{8, "ZREM <zset> {<member>}"},
    Rule{4, "ZCARD <zset>"},
    Rule{4, "ZSCORE <zset> <member>"},
    Rule{4, "ZMSCORE <zset> {<member>}"},
    Rule{6, "(ZRANK|ZREVRANK) <zset> <member>"},
    Rule{6, "ZCOUNT <zset> <bound> <bound>"},
    Rule{6, "ZRANGE <zset> <index> <index> [REV] [WITHSCORES]"},
    Rule{6, "ZRANGE <zset> 0 -1 WITHSCORES"},
    Rule{6,
         "ZRANGE <zset> <bound> <bound> (BYSCORE|byscore|X) [REV] [LIMIT <index> <index>] "
         "[WITHSCORES]"},
    Rule{6, "ZRANGE <zset> <bound> <bound> BYSCORE [REV] [LIMIT <index> <index>] [WITHSCORES]"},
    Rule{6, "ZRANGESTORE <zset> <zset> <index> <index> [REV]"},
    Rule{6, "ZRANGESTORE <zset> <zset> <bound> <bound> BYSCORE [REV] [LIMIT <index> <index>]"},
    Rule{4, "ZREVRANGE <zset> <index> <index> [WITHSCORES]"},
    Rule{6,
         "(ZRANGEBYSCORE|ZREVRANGEBYSCORE) <zset> <bound> <bound> [WITHSCORES] "
         "[LIMIT <index> <index>]"},
    Rule{3, "ZREMRANGEBYRANK <zset> <index> <index>"},
    Rule{3, "ZREMRANGEBYSCORE <zset> <bound> <bound>"},
    Rule{6, "(ZPOPMIN|ZPOPMAX) <zset> [<count>]"},
    Rule{4, "ZMPOP <numkeys> {<zset>} (MIN|MAX|X) [COUNT <count>]"},
    Rule{4, "ZMPOP 2 <zset> <zset> (MIN|MAX) [COUNT <count>]"},
    Rule{10,
         "(ZUNIONSTORE|ZINTERSTORE) <zset> 2 <zset> <zset> [WEIGHTS <weight> <weight>] "
         "[AGGREGATE (SUM|MIN|MAX|X)]"},
    Rule{6, "(ZUNIONSTORE|ZINTERSTORE|ZDIFFSTORE) <zset> <numkeys> {<zset>} [WEIGHTS {<weight>}]"},
    Rule{8,
         "(ZUNION|ZINTER) 2 <zset> <zset> [WEIGHTS <weight> <weight>] "
         "[AGGREGATE (SUM|MIN|MAX)] [WITHSCORES]"},
    Rule{6, "(ZUNION|ZINTER|ZDIFF) <numkeys> {<zset>} [WITHSCORES]"},
    Rule{4, "ZDIFFSTORE <zset> 2 <zset> <zset>"},
    Rule{4, "ZINTERCARD <numkeys> {<zset>} [LIMIT <count>]"},
    Rule{4, "~pairs ZSCAN <zset> 0 COUNT 1000 [MATCH <pattern>]"},
    Rule{8, "~chosen ZRANDMEMBER <zset> [<count>] [WITHSCORES]"},
    // By their names only members of one score are in order: this key has no other, and nothing is
    // copied to it.
    Rule{10, "ZADD z:lex {0 <member>}"},
    Rule{2, "COPY z:lex <zset> [REPLACE]"},
    Rule{4, "ZREM z:lex {<member>}"},
    Rule{6, "(ZRANGEBYLEX|ZREVRANGEBYLEX) z:lex <textbound> <textbound> [LIMIT <index> <index>]"},
    Rule{6, "ZRANGE z:lex <textbound> <textbound> BYLEX [REV] [LIMIT <index> <index>]"},
    Rule{4, "ZRANGESTORE <zset> z:lex <textbound> <textbound> BYLEX [REV]"},
    Rule{4, "ZLEXCOUNT z:lex <textbound> <textbound>"},
    Rule{2, "ZREMRANGEBYLEX z:lex <textbound> <textbound>"},

    Rule{3, "(SSCAN|HSCAN|ZSCAN) <key> (x|1.5|9x) [COUNT 10]"},
    Rule{3, "~kind (SSCAN|HSCAN|ZSCAN) <key> 0 (COUNT|MATCH|TYPE|X) [0|-1|x]"},
    Rule{3, "~kind (SSCAN|HSCAN|ZSCAN) <key> (1|12345|-1|18446744073709551615) [COUNT 3]"},
    Rule{2, "~kind SCAN (1|12345|-1|18446744073709551615) [COUNT 3]"},

    // Redis turns a sorted set that it sorts into a skip list, so these two keys hold none.
    Rule{8, "(RPUSH q:1|SADD q:2) {<number>}"},
    Rule{2, "(LPOP q:1|DEL q:1|DEL q:2)"},
    Rule{2, "LMOVE q:1 <list> RIGHT (LEFT|RIGHT)"},
    Rule{6,
         "SORT (q:1|q:2) [BY <sortpattern>] [LIMIT <index> <index>] [GET <sortpattern>] "
         "[GET #|GET <sortpattern>] [ASC|DESC] [STORE <list>]"},
    Rule{6, "(SORT|SORT_RO) q:1 [LIMIT <index> <index>] [GET <sortpattern>] [DESC] [ALPHA]"},
    Rule{3, "~order (SORT|SORT_RO) (q:1|q:2) BY (nosort|<sortpattern>) [ALPHA] [GET #]"},
    Rule{3, "(SORT|SORT_RO) q:2 ALPHA [DESC] [LIMIT <index> <index>]"},
    Rule{3, "SORT (q:1|q:2) ALPHA [LIMIT <index> <index>] STORE <list>"},

    Rule{8,
         "BITFIELD <string> {[OVERFLOW (WRAP|SAT|FAIL|X)] (GET <bittype> <fieldoffset>|"
         "SET <bittype> <fieldoffset> <integer>|INCRBY <bittype> <fieldoffset> <integer>)}"},
    Rule{4,
         "BITFIELD <string> OVERFLOW (WRAP|SAT|FAIL) INCRBY (u8|i8|u3|i64|u63) <fieldoffset> "
         "<integer>"},
    Rule{3, "BITFIELD_RO <string> {GET <bittype> <fieldoffset>}"},
    Rule{1, "BITFIELD_RO <string> SET <bittype> <fieldoffset> <integer>"},
};

}  // namespace

std::span<const Rule> collection_rules() noexcept { return all_rules; }

}  // namespace kit::test
