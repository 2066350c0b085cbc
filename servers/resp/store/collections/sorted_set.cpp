#include "servers/resp/store/collections/sorted_set.hpp"

namespace kit::resp {

SortedSet::~SortedSet() = default;
SortedSet SortedSet::clone() const { return {}; }
std::size_t SortedSet::size() const noexcept { return 0; }
std::size_t SortedSet::memory() const noexcept { return 0; }
std::string_view SortedSet::encoding() const noexcept { return ""; }
std::size_t SortedSet::weight() const noexcept { return 1; }
bool SortedSet::drain(std::size_t) noexcept { return false; }

}  // namespace kit::resp
