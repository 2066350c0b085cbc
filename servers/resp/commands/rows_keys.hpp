// The commands on keys: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command object_table[] = {
    {"object|encoding", 3, readonly, second_key, commands::object_encoding},
    {"object|freq", 3, readonly, second_key, commands::object_freq},
    {"object|help", 2, loading | stale, no_key, commands::object_help},
    {"object|idletime", 3, readonly, second_key, commands::object_idletime},
    {"object|refcount", 3, readonly, second_key, commands::object_refcount},
};

inline constexpr Command keys[] = {
    // keys
    {"del", -2, write, all_keys, commands::del},
    {"unlink", -2, write | fast, all_keys, commands::unlink},
    {"exists", -2, readonly | fast, all_keys, commands::exists},
    {"touch", -2, readonly | fast, all_keys, commands::touch},
    {"type", 2, readonly | fast, one_key, commands::type},
    {"randomkey", 1, readonly, no_key, commands::randomkey},
    {"rename", 3, write, two_keys, commands::rename},
    {"renamenx", 3, write | fast, two_keys, commands::renamenx},
    {"copy", -3, write | denyoom, two_keys, commands::copy},
    {"move", 3, write | fast, one_key, commands::move},
    {"keys", 2, readonly, no_key, commands::keys},
    {"scan", -2, readonly, no_key, commands::scan},
    {"object", -2, {}, no_key, nullptr, object_table},

    // databases
    {"dbsize", 1, readonly | fast, no_key, commands::dbsize},
    {"flushall", -1, write, no_key, commands::flushall},
    {"flushdb", -1, write, no_key, commands::flushdb},
    {"swapdb", 3, write | fast, no_key, commands::swapdb},

    // expiry
    {"expire", -3, write | fast, one_key, commands::expire},
    {"pexpire", -3, write | fast, one_key, commands::pexpire},
    {"expireat", -3, write | fast, one_key, commands::expireat},
    {"pexpireat", -3, write | fast, one_key, commands::pexpireat},
    {"ttl", 2, readonly | fast, one_key, commands::ttl},
    {"pttl", 2, readonly | fast, one_key, commands::pttl},
    {"expiretime", 2, readonly | fast, one_key, commands::expiretime},
    {"pexpiretime", 2, readonly | fast, one_key, commands::pexpiretime},
    {"persist", 2, write | fast, one_key, commands::persist},
    {"time", 1, loading | stale | fast, no_key, commands::time},
};

}  // namespace kit::resp::rows
