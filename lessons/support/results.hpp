// What a system call gave, in words: so that a comparison that fails says EINTR, and not 4.
#pragma once

#include <string>

#include "lessons/support/names.hpp"
#include "loop/os/net.hpp"

namespace kit {

/// As one writes it: "ok(5)" or "failed(EAGAIN)".
inline std::string as_text(IoResult result) {
  return result.is_ok() ? "ok(" + std::to_string(result.bytes()) + ")"
                        : "failed(" + errno_name(result.error()) + ")";
}

}  // namespace kit
