// What LPOP, LMPOP and LMOVE share with their siblings that wait: to take from one key, if there is
// something to take.
//
// Each returns true if it has replied: with what it took, or that the key has something else than a
// list. What goes to the append-only file is a command that does not wait.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/lists.hpp"

namespace kit::resp {

/// The reply is the key and the element: BLPOP and BRPOP.
bool take_one(Call& call, std::string_view key, End end);

/// The reply is the key and up to `count` elements: LMPOP and BLMPOP.
bool take_some(Call& call, std::string_view key, End end, std::uint64_t count);

/// The reply is the element: LMOVE, RPOPLPUSH and theirs.
bool move_one(Call& call, std::string_view source, std::string_view target, End from, End to);

/// What LMPOP and BLMPOP say from argument `first` on: numkeys key... LEFT|RIGHT [COUNT n].
struct TakeOptions {
  Arguments keys;
  End end = End::head;
  std::uint64_t count = 1;
};
/// None after replying what is wrong.
std::optional<TakeOptions> parse_take_options(Call& call, std::size_t first);

}  // namespace kit::resp
