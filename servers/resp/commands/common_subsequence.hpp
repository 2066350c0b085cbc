// CommonSubsequence: the longest common subsequence of two texts: what both have in the same order.
//
// The textbook's table has a number for each pair of places. Two neighbours in a row differ by one
// or not at all, so here it is a bit for each pair, and 64 of them are computed at once with the
// carry of an addition (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004). Way and
// result are the textbook's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace kit::resp {

/// `count` bytes of one text are the same as so many of the other.
struct CommonRange {
  std::size_t first_a;
  std::size_t first_b;
  std::size_t size;
};

/// How many bytes it has. It takes one step for 64 pairs of bytes.
std::size_t common_length(std::string_view a, std::string_view b);

/// The ranges that it consists of, the last one first; of several ways, Redis's. It takes, beside
/// the steps, a bit of memory for each pair of bytes, and up to eight bytes for each byte of `a`.
/// Throws std::bad_alloc.
std::vector<CommonRange> common_ranges(std::string_view a, std::string_view b);

}  // namespace kit::resp
