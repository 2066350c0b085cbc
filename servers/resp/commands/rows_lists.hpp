// The commands on lists, and SORT: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families_lists.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command lists[] = {
    // lists
    {"lpush", -3, write | denyoom | fast, one_key, commands::lpush},
    {"rpush", -3, write | denyoom | fast, one_key, commands::rpush},
    {"lpushx", -3, write | denyoom | fast, one_key, commands::lpushx},
    {"rpushx", -3, write | denyoom | fast, one_key, commands::rpushx},
    {"llen", 2, readonly | fast, one_key, commands::llen},
    {"lindex", 3, readonly, one_key, commands::lindex},
    {"lset", 4, write | denyoom, one_key, commands::lset},
    {"linsert", 5, write | denyoom, one_key, commands::linsert},

    // ranges
    {"lrange", 4, readonly, one_key, commands::lrange},
    {"ltrim", 4, write, one_key, commands::ltrim},
    {"lrem", 4, write, one_key, commands::lrem},
    {"lpos", -3, readonly, one_key, commands::lpos},

    // taking
    {"lpop", -2, write | fast, one_key, commands::lpop},
    {"rpop", -2, write | fast, one_key, commands::rpop},
    {"lmpop", -4, write | movablekeys, counted_by_first, commands::lmpop},
    {"lmove", 5, write | denyoom, two_keys, commands::lmove},
    {"rpoplpush", 3, write | denyoom, two_keys, commands::rpoplpush},

    // sort
    {"sort", -2, write | denyoom | movablekeys, one_key, commands::sort},
    {"sort_ro", -2, readonly | movablekeys, one_key, commands::sort},
};

}  // namespace kit::resp::rows
