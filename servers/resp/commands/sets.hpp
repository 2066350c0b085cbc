// What the commands on sets share.
#pragma once

#include <algorithm>
#include <cstddef>

#include "servers/resp/commands/collections.hpp"
#include "servers/resp/store/collections/set.hpp"

namespace kit::resp {

/// From so many members on, a set of integers is kept as one of texts. Redis has a limit of its own
/// above that of the parameter.
inline std::size_t most_integers(const Call& call) noexcept {
  constexpr std::size_t most = std::size_t{1} << 30;
  return std::min(call.instance.parameters.set_max_intset_entries, most);
}

inline void reply_member(Call& call, const Member& member) {
  call.reply.bulk(MemberText(member).view());
}

/// Each of them, behind the head of the reply.
inline void reply_members(Call& call, const Set& set) {
  set.for_each([&call](const Member& member) { reply_member(call, member); });
}

}  // namespace kit::resp
