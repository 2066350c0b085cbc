// CoveredKeys: which keys a rewritten file has for sure.
//
// It forgets: a key that is not in it may be covered all the same, and is then written once more,
// which does no harm. So its size is fixed, however many keys change while a file is rewritten. It
// knows keys by their hash, 64 bits under a key of the process that nobody outside can guess.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kit::resp {

class CoveredKeys {
 public:
  /// Remembers the key. False if it was remembered already.
  bool add(std::size_t database, std::uint64_t hash) {
    // Zero stands for an empty place: the one key with this hash is never remembered.
    const std::uint64_t mark = hash ^ (database * 0x9e3779b97f4a7c15);
    std::uint64_t& place = places_[mark % places_.size()];
    if (place == mark && mark != 0) return false;
    place = mark;
    return true;
  }
  void clear() { places_.assign(size, 0); }

 private:
  static constexpr std::size_t size = std::size_t{1} << 16;  // half a megabyte
  std::vector<std::uint64_t> places_ = std::vector<std::uint64_t>(size);
};

}  // namespace kit::resp
