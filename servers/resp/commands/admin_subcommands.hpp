// The subcommands of CLIENT, CONFIG, COMMAND and MEMORY, as the table of commands has them.
#pragma once

#include "servers/resp/commands/command.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/families_transactions.hpp"

namespace kit::resp {
namespace admin {

inline constexpr Flags anytime = Flag::loading | Flag::stale;
inline constexpr Flags plain = anytime | Flag::noscript;
inline constexpr Flags privileged = plain | Flag::admin;

}  // namespace admin

inline constexpr Command client_subcommands[] = {
    {"client|getname", 2, admin::plain, {}, commands::client_getname},
    {"client|getredir", 2, admin::plain, {}, commands::client_getredir},
    {"client|help", 2, admin::anytime, {}, commands::client_help},
    {"client|id", 2, admin::plain, {}, commands::client_id},
    {"client|info", 2, admin::plain, {}, commands::client_info},
    {"client|kill", -3, admin::privileged, {}, commands::client_kill},
    {"client|list", -2, admin::privileged, {}, commands::client_list},
    {"client|no-evict", 3, admin::privileged, {}, commands::client_no_evict},
    {"client|reply", 3, admin::plain, {}, commands::client_reply},
    {"client|setinfo", 4, admin::plain, {}, commands::client_setinfo},
    {"client|setname", 3, admin::plain, {}, commands::client_setname},
    {"client|unblock", -3, admin::privileged, {}, commands::client_unblock},
    {"client|trackinginfo", 2, admin::plain, {}, commands::client_trackinginfo},
};

inline constexpr Command config_subcommands[] = {
    {"config|get", -3, admin::privileged, {}, commands::config_get},
    {"config|help", 2, admin::anytime, {}, commands::config_help},
    {"config|resetstat", 2, admin::privileged, {}, commands::config_resetstat},
    {"config|rewrite", 2, admin::privileged, {}, commands::config_rewrite},
    {"config|set", -4, admin::privileged, {}, commands::config_set},
};

inline constexpr Command command_subcommands[] = {
    {"command|count", 2, admin::anytime, {}, commands::command_count},
    {"command|docs", -2, admin::anytime, {}, commands::command_docs},
    {"command|getkeys", -4, admin::anytime, {}, commands::command_getkeys},
    {"command|getkeysandflags", -4, admin::anytime, {}, commands::command_getkeysandflags},
    {"command|help", 2, admin::anytime, {}, commands::command_help},
    {"command|info", -2, admin::anytime, {}, commands::command_info},
    {"command|list", -2, admin::anytime, {}, commands::command_list},
};

inline constexpr Command memory_subcommands[] = {
    {"memory|help", 2, admin::anytime, {}, commands::memory_help},
    {"memory|usage", -3, Flag::readonly, {2, 2, 1}, commands::memory_usage},
};

}  // namespace kit::resp
