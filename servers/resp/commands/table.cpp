// Every command: its name, how many arguments it takes, what it does, and which are keys.
#include <array>
#include <cstdint>

#include "servers/resp/commands/admin_subcommands.hpp"
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/command.hpp"
#include "servers/resp/commands/families.hpp"

namespace kit::resp {
namespace {

using enum Flag;
using namespace commands;

constexpr KeyRange no_key{};
constexpr KeyRange one_key{1, 1, 1};
constexpr KeyRange two_keys{1, 2, 1};
constexpr KeyRange all_keys{1, -1, 1};
constexpr KeyRange second_key{2, 2, 1};  // behind a subcommand

constexpr Command object_table[] = {
    {"object|encoding", 3, readonly, second_key, object_encoding},
    {"object|freq", 3, readonly, second_key, object_freq},
    {"object|help", 2, loading | stale, no_key, object_help},
    {"object|idletime", 3, readonly, second_key, object_idletime},
    {"object|refcount", 3, readonly, second_key, object_refcount},
};
constexpr KeyRange key_value_pairs{1, -1, 2};

constexpr Command table[] = {
    // connection
    {"ping", -1, fast, no_key, ping},
    {"echo", 2, loading | stale | fast, no_key, echo},
    {"quit", -1, noscript | loading | stale | fast | no_auth | allow_busy, no_key, quit},
    {"select", 2, loading | stale | fast, no_key, select},
    {"reset", 1, noscript | loading | stale | fast | no_auth | allow_busy, no_key, reset},
    {"hello", -1, noscript | loading | stale | fast | no_auth | allow_busy, no_key, hello},
    {"auth", -2, noscript | loading | stale | fast | no_auth | allow_busy, no_key, auth},

    // admin
    {"client", -2, {}, no_key, nullptr, client_subcommands},
    {"config", -2, {}, no_key, nullptr, config_subcommands},
    {"info", -1, loading | stale, no_key, info},
    {"command", -1, loading | stale, no_key, command, command_subcommands},
    {"memory", -2, {}, no_key, nullptr, memory_subcommands},
    {"debug", -2, Flag::admin | noscript | loading | stale, no_key, debug},
    {"shutdown", -1, Flag::admin | noscript | loading | stale | no_multi | allow_busy, no_key,
     shutdown},

    // append-only file
    {"bgrewriteaof", 1, admin | noscript | no_async_loading, no_key, bgrewriteaof},

    // strings
    {"set", -3, write | denyoom, one_key, set},
    {"setnx", 3, write | denyoom | fast, one_key, setnx},
    {"setex", 4, write | denyoom, one_key, setex},
    {"psetex", 4, write | denyoom, one_key, psetex},
    {"mset", -3, write | denyoom, key_value_pairs, mset},
    {"msetnx", -3, write | denyoom, key_value_pairs, msetnx},
    {"get", 2, readonly | fast, one_key, get},
    {"mget", -2, readonly | fast, all_keys, mget},
    {"getset", 3, write | denyoom | fast, one_key, getset},
    {"getdel", 2, write | fast, one_key, getdel},
    {"getex", -2, write | fast, one_key, getex},

    // ranges
    {"strlen", 2, readonly | fast, one_key, strlen},
    {"append", 3, write | denyoom | fast, one_key, append},
    {"setrange", 4, write | denyoom, one_key, setrange},
    {"getrange", 4, readonly, one_key, getrange},
    {"substr", 4, readonly, one_key, getrange},

    // lcs
    {"lcs", -3, readonly, two_keys, lcs},

    // numbers
    {"incr", 2, write | denyoom | fast, one_key, incr},

    // keys
    {"del", -2, write, all_keys, del},
    {"unlink", -2, write | fast, all_keys, commands::unlink},
    {"exists", -2, readonly | fast, all_keys, exists},
    {"touch", -2, readonly | fast, all_keys, touch},
    {"type", 2, readonly | fast, one_key, type},
    {"randomkey", 1, readonly, no_key, randomkey},
    {"rename", 3, write, two_keys, commands::rename},
    {"renamenx", 3, write | fast, two_keys, renamenx},
    {"copy", -3, write | denyoom, two_keys, copy},
    {"move", 3, write | fast, one_key, move},
    {"keys", 2, readonly, no_key, keys},
    {"scan", -2, readonly, no_key, scan},
    {"object", -2, {}, no_key, nullptr, object_table},

    // databases
    {"dbsize", 1, readonly | fast, no_key, dbsize},
    {"flushall", -1, write, no_key, flushall},
    {"flushdb", -1, write, no_key, flushdb},
    {"swapdb", 3, write | fast, no_key, swapdb},

    // expiry
    {"expire", -3, write | fast, one_key, expire},
    {"pexpire", -3, write | fast, one_key, pexpire},
    {"expireat", -3, write | fast, one_key, expireat},
    {"pexpireat", -3, write | fast, one_key, pexpireat},
    {"ttl", 2, readonly | fast, one_key, ttl},
    {"pttl", 2, readonly | fast, one_key, pttl},
    {"expiretime", 2, readonly | fast, one_key, expiretime},
    {"pexpiretime", 2, readonly | fast, one_key, pexpiretime},
    {"persist", 2, write | fast, one_key, persist},
    {"time", 1, loading | stale | fast, no_key, commands::time},
    {"decr", 2, write | denyoom | fast, one_key, decr},
    {"incrby", 3, write | denyoom | fast, one_key, incrby},
    {"decrby", 3, write | denyoom | fast, one_key, decrby},
    {"incrbyfloat", 3, write | denyoom | fast, one_key, incrbyfloat},

    // bits
    {"setbit", 4, write | denyoom, one_key, setbit},
    {"getbit", 3, readonly | fast, one_key, getbit},
    {"bitcount", -2, readonly, one_key, bitcount},
    {"bitpos", -3, readonly, one_key, bitpos},
    {"bitop", -4, write | denyoom, KeyRange{2, -1, 1}, bitop},
};

// ------------------------------------------------------------ finding one

constexpr std::size_t slots = 1024;  // so that hardly two share one
static_assert(std::size(table) < slots / 4);

constexpr char small(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
}

constexpr std::size_t slot_of(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char letter : name) hash = hash * 31 + static_cast<unsigned char>(small(letter));
  return (hash ^ hash >> 10) % slots;
}

constexpr std::size_t longest_name() {
  std::size_t longest = 0;
  for (const Command& command : table)
    if (command.name.size() > longest) longest = command.name.size();
  return longest;
}

/// For each slot the number of a command, 1 the first, 0 none. Two that share a slot stand in a
/// row.
constexpr std::array<std::uint16_t, slots> make_index() {
  std::array<std::uint16_t, slots> index{};
  for (std::size_t i = 0; i < std::size(table); ++i) {
    std::size_t slot = slot_of(table[i].name);
    while (index[slot] != 0) slot = (slot + 1) % slots;
    index[slot] = static_cast<std::uint16_t>(i + 1);
  }
  return index;
}

constexpr std::array<std::uint16_t, slots> index = make_index();

}  // namespace

std::span<const Command> all_commands() { return table; }

const Command* find_command(std::string_view name) noexcept {
  if (name.size() > longest_name()) return nullptr;
  for (std::size_t slot = slot_of(name); index[slot] != 0; slot = (slot + 1) % slots) {
    const Command& command = table[index[slot] - 1];
    if (is_word(name, command.name)) return &command;
  }
  return nullptr;
}

const Command* find_subcommand(const Command& command, std::string_view name) noexcept {
  // Its full name is "config|get".
  for (const Command& each : command.subcommands)
    if (is_word(name, each.name.substr(command.name.size() + 1))) return &each;
  return nullptr;
}

}  // namespace kit::resp
