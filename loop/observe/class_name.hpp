// class_name: what a class is called, for messages.
#pragma once

#include <string>
#include <typeinfo>

namespace kit {

/// "EchoHandler", without its namespaces. For an object: class_name(typeid(*this)).
std::string class_name(const std::type_info& type);

}  // namespace kit
