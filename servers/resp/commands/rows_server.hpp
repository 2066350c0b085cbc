// The commands on connections and the server: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/admin_subcommands.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command server[] = {
    // connection
    {"ping", -1, fast, no_key, commands::ping},
    {"echo", 2, loading | stale | fast, no_key, commands::echo},
    {"quit", -1, noscript | loading | stale | fast | no_auth | allow_busy, no_key, commands::quit},
    {"select", 2, loading | stale | fast, no_key, commands::select},
    {"reset", 1, noscript | loading | stale | fast | no_auth | allow_busy, no_key, commands::reset},
    {"hello", -1, noscript | loading | stale | fast | no_auth | allow_busy, no_key,
     commands::hello},
    {"auth", -2, noscript | loading | stale | fast | no_auth | allow_busy, no_key, commands::auth},

    // admin
    {"client", -2, {}, no_key, nullptr, client_subcommands},
    {"config", -2, {}, no_key, nullptr, config_subcommands},
    {"info", -1, loading | stale, no_key, commands::info},
    {"command", -1, loading | stale, no_key, commands::command, command_subcommands},
    {"memory", -2, {}, no_key, nullptr, memory_subcommands},
    {"debug", -2, admin | noscript | loading | stale, no_key, commands::debug},
    {"shutdown", -1, admin | noscript | loading | stale | no_multi | allow_busy, no_key,
     commands::shutdown},

    // append-only file
    {"bgrewriteaof", 1, admin | noscript | no_async_loading, no_key, commands::bgrewriteaof},
};

}  // namespace kit::resp::rows
