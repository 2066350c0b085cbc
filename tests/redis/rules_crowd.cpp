#include <array>

#include "tests/redis/rules.hpp"

namespace kit::test {
namespace {

constexpr std::array waiting = {
    Rule{6, "(BLPOP|BRPOP) {<list>} <timeout>"},
    Rule{4, "BLMOVE <list> <list> (LEFT|RIGHT) (LEFT|RIGHT) <timeout>"},
    Rule{3, "BRPOPLPUSH <list> <list> <timeout>"},
    Rule{4, "BLMPOP <timeout> <numkeys> {<list>} (LEFT|RIGHT) [COUNT <count>]"},
    Rule{6, "(BZPOPMIN|BZPOPMAX) {<zset>} <timeout>"},
    Rule{4, "BZMPOP <timeout> <numkeys> {<zset>} (MIN|MAX) [COUNT <count>]"},
};

// Two patterns never fit the same name: in which order they are told, nobody promises. Nor in which
// order a client leaves all its channels.
constexpr std::array of_several = {
    Rule{10, "(BLPOP|BRPOP) {<list>} <patience>"},
    Rule{6, "(BLMOVE|BLMOVE) <list> <list> (LEFT|RIGHT) (LEFT|RIGHT) <patience>"},
    Rule{4, "BRPOPLPUSH <list> <list> <patience>"},
    Rule{6, "BLMPOP <patience> 2 <list> <list> (LEFT|RIGHT) [COUNT <count>]"},
    Rule{8, "(BZPOPMIN|BZPOPMAX) {<zset>} <patience>"},
    Rule{6, "BZMPOP <patience> 2 <zset> <zset> (MIN|MAX) [COUNT <count>]"},
    Rule{8, "(LPUSH|RPUSH) <list> {<member>}"},
    Rule{8, "ZADD <zset> {<score> <member>}"},
    Rule{8, "(DEL|UNLINK) <list> <zset> {<key>}"},
    Rule{2, "(RENAME|COPY) (<list>|<zset>) (<list>|<zset>)"},
    Rule{8, "CLIENT UNBLOCK (id:1|id:2|id:3|id:4) [TIMEOUT|ERROR|ERROR|X]"},
    Rule{1, "CLIENT UNBLOCK (id:0|x|0|-1|999999999) [TIMEOUT|ERROR]"},
    Rule{14, "MULTI"},
    Rule{14, "EXEC"},
    Rule{3, "DISCARD"},
    Rule{14, "WATCH {<key>}"},
    Rule{2, "UNWATCH"},
    Rule{8, "SUBSCRIBE {<channel>}"},
    Rule{6, "PSUBSCRIBE {<channelpattern>}"},
    Rule{6, "UNSUBSCRIBE {<channel>}"},
    Rule{4, "PUNSUBSCRIBE {<channelpattern>}"},
    Rule{2, "(SSUBSCRIBE|SUNSUBSCRIBE) {<channel>}"},
    Rule{12, "PUBLISH <channel> <value>"},
    Rule{2, "SPUBLISH <channel> <value>"},
    Rule{3, "PUBSUB NUMSUB {<channel>}"},
    Rule{2, "PUBSUB (NUMPAT|SHARDNUMSUB|NOSUCH)"},
    Rule{8, "RESET"},
    Rule{4, "HELLO (2|3)"},
    Rule{2, "FLUSHALL"},
};

}  // namespace

std::span<const Rule> blocking_rules() noexcept { return waiting; }
std::span<const Rule> crowd_rules() noexcept { return of_several; }

}  // namespace kit::test
