// The commands of transactions, and those that wait: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families_transactions.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command transactions[] = {
    {"multi", 1, noscript | loading | stale | fast | allow_busy, no_key, commands::multi},
    {"exec", 1, noscript | loading | stale | skip_slowlog, no_key, commands::exec},
    {"discard", 1, noscript | loading | stale | fast | allow_busy, no_key, commands::discard},
    {"watch", -2, noscript | loading | stale | fast | allow_busy, all_keys, commands::watch},
    {"unwatch", 1, noscript | loading | stale | fast | allow_busy, no_key, commands::unwatch},
};

inline constexpr KeyRange counted_behind_timeout{0, 0, 0, 2};

inline constexpr Command waiting[] = {
    {"blpop", -3, write | noscript | blocking, keys_and_timeout, commands::blpop},
    {"brpop", -3, write | noscript | blocking, keys_and_timeout, commands::brpop},
    {"blmpop", -5, write | blocking | movablekeys, counted_behind_timeout, commands::blmpop},
    {"blmove", 6, write | denyoom | noscript | blocking, two_keys, commands::blmove},
    {"brpoplpush", 4, write | denyoom | noscript | blocking, two_keys, commands::brpoplpush},
    {"bzpopmin", -3, write | noscript | fast | blocking, keys_and_timeout, commands::bzpopmin},
    {"bzpopmax", -3, write | noscript | fast | blocking, keys_and_timeout, commands::bzpopmax},
    {"bzmpop", -5, write | blocking | movablekeys, counted_behind_timeout, commands::bzmpop},
};

}  // namespace kit::resp::rows
