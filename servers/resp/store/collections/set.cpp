#include "servers/resp/store/collections/set.hpp"

namespace kit::resp {

Set::~Set() = default;
Set Set::clone() const { return {}; }
std::size_t Set::size() const noexcept { return 0; }
std::size_t Set::memory() const noexcept { return 0; }
std::string_view Set::encoding() const noexcept { return ""; }
std::size_t Set::weight() const noexcept { return 1; }
bool Set::drain(std::size_t) noexcept { return false; }

}  // namespace kit::resp
