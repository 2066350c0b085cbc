// The commands on sets: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families_sets.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command sets[] = {
    {"sadd", -3, write | denyoom | fast, key_and_member, commands::sadd},
    {"scard", 2, readonly | fast, one_key, commands::scard},
    {"sismember", 3, readonly | fast, key_and_member, commands::sismember},
    {"smembers", 2, readonly, one_key, commands::smembers},
    {"smismember", -3, readonly | fast, key_and_member, commands::smismember},
    {"smove", 4, write | fast, two_keys, commands::smove},
    {"srem", -3, write | fast, key_and_member, commands::srem},
    {"sscan", -3, readonly, one_key, commands::sscan},

    // by lot
    {"spop", -2, write | fast, one_key, commands::spop},
    {"srandmember", -2, readonly, one_key, commands::srandmember},

    // several sets
    {"sdiff", -2, readonly, all_keys, commands::sdiff},
    {"sdiffstore", -3, write | denyoom, all_keys, commands::sdiffstore},
    {"sinter", -2, readonly, all_keys, commands::sinter},
    {"sintercard", -3, readonly | movablekeys, counted_by_first, commands::sintercard},
    {"sinterstore", -3, write | denyoom, all_keys, commands::sinterstore},
    {"sunion", -2, readonly, all_keys, commands::sunion},
    {"sunionstore", -3, write | denyoom, all_keys, commands::sunionstore},
};

}  // namespace kit::resp::rows
