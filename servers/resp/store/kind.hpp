// Kind: what a value is.
#pragma once

#include <cstdint>

namespace kit::resp {

/// The first three are forms of a string.
enum class Kind : std::uint8_t { integer, embedded, block, list, hash, set, sorted_set };

/// Whatever form the store gives it.
constexpr bool is_string(Kind kind) noexcept { return kind <= Kind::block; }

}  // namespace kit::resp
