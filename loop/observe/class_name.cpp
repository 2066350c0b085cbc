#include "loop/observe/class_name.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace kit {

std::string class_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
  const std::string full = status == 0 ? name.get() : type.name();
  const std::size_t last = full.rfind("::", full.find('<'));  // not one of a template's arguments
  return last == full.npos ? full : full.substr(last + 2);
}

}  // namespace kit
