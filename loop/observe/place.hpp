// Places in the source, as people read them.
#pragma once

#include <source_location>
#include <string>
#include <string_view>

namespace kit {

/// "servers/chat/chat.cpp:57"
std::string place_of(const std::source_location& where);

/// "kit::chat", without result, arguments, and unnamed namespaces.
std::string function_of(const std::source_location& where);

/// The same, for what a compiler wrote: "void
/// kit::chat(kit::chat(kit::Room&)::_ZN3kit4chat.Frame*)" is how g++ calls a coroutine.
std::string function_name(std::string_view signature);

}  // namespace kit
