// The commands that publish and subscribe: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families_pubsub.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Flags subscribing = pubsub | noscript | loading | stale;
inline constexpr Flags publishing = pubsub | loading | stale | fast;
inline constexpr Flags telling = pubsub | loading | stale;

inline constexpr Command pubsub_table[] = {
    {"pubsub|channels", -2, telling, no_key, commands::pubsub_channels},
    {"pubsub|help", 2, loading | stale, no_key, commands::pubsub_help},
    {"pubsub|numpat", 2, telling, no_key, commands::pubsub_numpat},
    {"pubsub|numsub", -2, telling, no_key, commands::pubsub_numsub},
    {"pubsub|shardchannels", -2, telling, no_key, commands::pubsub_shardchannels},
    {"pubsub|shardnumsub", -2, telling, no_key, commands::pubsub_shardnumsub},
};

// As in Redis, shard channels stand where keys stand: a cluster finds their node by them.
inline constexpr Command pubsub_family[] = {
    {"subscribe", -2, subscribing, no_key, commands::subscribe},
    {"unsubscribe", -1, subscribing, no_key, commands::unsubscribe},
    {"psubscribe", -2, subscribing, no_key, commands::psubscribe},
    {"punsubscribe", -1, subscribing, no_key, commands::punsubscribe},
    {"ssubscribe", -2, subscribing, all_keys, commands::ssubscribe},
    {"sunsubscribe", -1, subscribing, all_keys, commands::sunsubscribe},
    {"publish", 3, publishing, no_key, commands::publish},
    {"spublish", 3, publishing, one_key, commands::spublish},
    {"pubsub", -2, {}, no_key, nullptr, pubsub_table},
};

}  // namespace kit::resp::rows
