#include "servers/resp/store/collections/list.hpp"

namespace kit::resp {

List::~List() = default;
List List::clone() const { return {}; }
std::size_t List::size() const noexcept { return 0; }
std::size_t List::memory() const noexcept { return 0; }
std::string_view List::encoding() const noexcept { return ""; }
std::size_t List::weight() const noexcept { return 1; }
bool List::drain(std::size_t) noexcept { return false; }

}  // namespace kit::resp
