// What the commands share that take members from one end of a sorted set, whether they wait for
// them or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

enum class SortedEnd : bool { least, greatest };

/// The shape of the reply.
enum class PopReply : std::uint8_t {
  flat,       // ZPOPMIN key: member, score
  pairs,      // ZPOPMIN key count: as ZRANGE gives members with scores
  key_flat,   // BZPOPMIN: key, member, score
  key_pairs,  // ZMPOP: key, and an array of pairs, in RESP2, too
};

/// Takes up to `count` members from the end of the key's sorted set, the outermost first. True if
/// it has replied, also that the key has something else; false if there is no such key. What it has
/// taken goes to the append-only file as ZPOPMIN or ZPOPMAX.
bool pop_members(Call& call, std::string_view key, SortedEnd end, std::size_t count,
                 PopReply shape);

/// What ZMPOP and BZMPOP say from argument `first` on: numkeys key... MIN|MAX [COUNT n].
struct PopOptions {
  Arguments keys;
  SortedEnd end = SortedEnd::least;
  std::size_t count = 1;
};
/// None after replying what is wrong.
std::optional<PopOptions> parse_pop_options(Call& call, std::size_t first);

}  // namespace kit::resp
