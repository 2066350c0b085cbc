// The commands of transactions: name, arity, flags, keys, function.
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

}  // namespace kit::resp::rows
