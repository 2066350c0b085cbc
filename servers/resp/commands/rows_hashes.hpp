// The commands on hashes: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families_hashes.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command hashes[] = {
    // hashes
    {"hset", -4, write | denyoom | fast, key_and_member, commands::hset},
    {"hmset", -4, write | denyoom | fast, key_and_member, commands::hmset},
    {"hsetnx", 4, write | denyoom | fast, key_and_member, commands::hsetnx},
    {"hget", 3, readonly | fast, key_and_member, commands::hget},
    {"hmget", -3, readonly | fast, key_and_member, commands::hmget},
    {"hgetall", 2, readonly, one_key, commands::hgetall},
    {"hkeys", 2, readonly, one_key, commands::hkeys},
    {"hvals", 2, readonly, one_key, commands::hvals},
    {"hlen", 2, readonly | fast, one_key, commands::hlen},
    {"hexists", 3, readonly | fast, key_and_member, commands::hexists},
    {"hstrlen", 3, readonly | fast, key_and_member, commands::hstrlen},
    {"hdel", -3, write | fast, key_and_member, commands::hdel},

    // hash numbers
    {"hincrby", 4, write | denyoom | fast, key_and_member, commands::hincrby},
    {"hincrbyfloat", 4, write | denyoom | fast, key_and_member, commands::hincrbyfloat},

    // hash samples
    {"hrandfield", -2, readonly, one_key, commands::hrandfield},
    {"hscan", -3, readonly, one_key, commands::hscan},
};

}  // namespace kit::resp::rows
