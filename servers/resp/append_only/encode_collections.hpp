// How the append-only file makes a list, hash, set or sorted set anew.
#pragma once

#include <cstddef>

#include "servers/resp/append_only/encode.hpp"

namespace kit::resp {

/// Commands that add all that the entry's collection holds, some elements each, and then set its
/// deadline. Replayed onto the same key with the same elements, they change nothing.
void add_collection(CommandStream& stream, std::size_t database, const Entry& entry);

}  // namespace kit::resp
