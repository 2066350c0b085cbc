// What the commands on hashes share.
#pragma once

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/collections.hpp"
#include "servers/resp/store/collections/hash.hpp"

namespace kit::resp {

/// How big a small hash may be, as the parameters say.
inline Hash::Limits hash_limits(const Call& call) noexcept {
  const Parameters& parameters = call.instance.parameters;
  return {parameters.hash_max_listpack_entries, parameters.hash_max_listpack_value};
}

/// A string, whichever form the hash keeps it in.
inline void reply_element(ReplyWriter& reply, const PackElement& element) {
  PackElement::Digits digits;
  reply.bulk(element.text(digits));
}

}  // namespace kit::resp
