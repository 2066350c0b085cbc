#include "servers/resp/store/collections/hash.hpp"

namespace kit::resp {

Hash::~Hash() = default;
Hash Hash::clone() const { return {}; }
std::size_t Hash::size() const noexcept { return 0; }
std::size_t Hash::memory() const noexcept { return 0; }
std::string_view Hash::encoding() const noexcept { return ""; }
std::size_t Hash::weight() const noexcept { return 1; }
bool Hash::drain(std::size_t) noexcept { return false; }

}  // namespace kit::resp
