// The commands on strings: name, arity, flags, keys, function.
#pragma once

#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/rows.hpp"

namespace kit::resp::rows {

inline constexpr Command strings[] = {
    // strings
    {"set", -3, write | denyoom, one_key, commands::set},
    {"setnx", 3, write | denyoom | fast, one_key, commands::setnx},
    {"setex", 4, write | denyoom, one_key, commands::setex},
    {"psetex", 4, write | denyoom, one_key, commands::psetex},
    {"mset", -3, write | denyoom, key_value_pairs, commands::mset},
    {"msetnx", -3, write | denyoom, key_value_pairs, commands::msetnx},
    {"get", 2, readonly | fast, one_key, commands::get},
    {"mget", -2, readonly | fast, all_keys, commands::mget},
    {"getset", 3, write | denyoom | fast, one_key, commands::getset},
    {"getdel", 2, write | fast, one_key, commands::getdel},
    {"getex", -2, write | fast, one_key, commands::getex},

    // ranges
    {"strlen", 2, readonly | fast, one_key, commands::strlen},
    {"append", 3, write | denyoom | fast, one_key, commands::append},
    {"setrange", 4, write | denyoom, one_key, commands::setrange},
    {"getrange", 4, readonly, one_key, commands::getrange},
    {"substr", 4, readonly, one_key, commands::getrange},

    // lcs
    {"lcs", -3, readonly, two_keys, commands::lcs},

    // numbers
    {"incr", 2, write | denyoom | fast, one_key, commands::incr},
    {"decr", 2, write | denyoom | fast, one_key, commands::decr},
    {"incrby", 3, write | denyoom | fast, one_key, commands::incrby},
    {"decrby", 3, write | denyoom | fast, one_key, commands::decrby},
    {"incrbyfloat", 3, write | denyoom | fast, one_key, commands::incrbyfloat},

    // bits
    {"setbit", 4, write | denyoom, one_key, commands::setbit},
    {"getbit", 3, readonly | fast, one_key, commands::getbit},
    {"bitcount", -2, readonly, one_key, commands::bitcount},
    {"bitpos", -3, readonly, one_key, commands::bitpos},
    {"bitfield", -2, write | denyoom, one_key, commands::bitfield},
    {"bitfield_ro", -2, readonly | fast, one_key, commands::bitfield_ro},
    {"bitop", -4, write | denyoom, KeyRange{2, -1, 1}, commands::bitop},
};

}  // namespace kit::resp::rows
