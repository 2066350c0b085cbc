// The commands on sorted sets: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families_sorted_sets.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command sorted_sets[] = {
    // sorted_sets
    {"zadd", -4, write | denyoom | fast, key_and_third, commands::zadd},
    {"zincrby", 4, write | denyoom | fast, key_and_third, commands::zincrby},
    {"zrem", -3, write | fast, key_and_member, commands::zrem},
    {"zcard", 2, readonly | fast, one_key, commands::zcard},
    {"zscore", 3, readonly | fast, key_and_member, commands::zscore},
    {"zmscore", -3, readonly | fast, key_and_member, commands::zmscore},
    {"zrank", 3, readonly | fast, key_and_member, commands::zrank},
    {"zrevrank", 3, readonly | fast, key_and_member, commands::zrevrank},

    // sorted_ranges
    {"zrange", -4, readonly, one_key, commands::zrange},
    {"zrangestore", -5, write | denyoom, two_keys, commands::zrangestore},
    {"zrevrange", -4, readonly, one_key, commands::zrevrange},
    {"zrangebyscore", -4, readonly, one_key, commands::zrangebyscore},
    {"zrevrangebyscore", -4, readonly, one_key, commands::zrevrangebyscore},
    {"zrangebylex", -4, readonly, one_key, commands::zrangebylex},
    {"zrevrangebylex", -4, readonly, one_key, commands::zrevrangebylex},
    {"zcount", 4, readonly | fast, one_key, commands::zcount},
    {"zlexcount", 4, readonly | fast, one_key, commands::zlexcount},
    {"zremrangebyrank", 4, write, one_key, commands::zremrangebyrank},
    {"zremrangebyscore", 4, write, one_key, commands::zremrangebyscore},
    {"zremrangebylex", 4, write, one_key, commands::zremrangebylex},

    // sorted_pop
    {"zpopmin", -2, write | fast, one_key, commands::zpopmin},
    {"zpopmax", -2, write | fast, one_key, commands::zpopmax},
    {"zmpop", -4, write | movablekeys, counted_by_first, commands::zmpop},

    // sorted_random
    {"zrandmember", -2, readonly, one_key, commands::zrandmember},
    {"zscan", -3, readonly, one_key, commands::zscan},

    // sorted_algebra
    {"zunion", -3, readonly | movablekeys, counted_by_first, commands::zunion},
    {"zinter", -3, readonly | movablekeys, counted_by_first, commands::zinter},
    {"zdiff", -3, readonly | movablekeys, counted_by_first, commands::zdiff},
    {"zunionstore", -4, write | denyoom | movablekeys, target_and_counted, commands::zunionstore},
    {"zinterstore", -4, write | denyoom | movablekeys, target_and_counted, commands::zinterstore},
    {"zdiffstore", -4, write | denyoom | movablekeys, target_and_counted, commands::zdiffstore},
    {"zintercard", -3, readonly | movablekeys, counted_by_first, commands::zintercard},
};

}  // namespace kit::resp::rows
