// What a system call gave, in words: so that a comparison that fails says EINTR, and not 4.
#pragma once

#include <cerrno>
#include <string>

#include "loop/os/net.hpp"

namespace kit {

/// "EAGAIN"; "none" for 0; "errno 999" for one that no lesson meets.
inline std::string error_name(int error) {
  switch (error) {
    case 0:
      return "none";
    case EAGAIN:
      return "EAGAIN";
    case EINTR:
      return "EINTR";
    case EINPROGRESS:
      return "EINPROGRESS";
    case EALREADY:
      return "EALREADY";
    case EISCONN:
      return "EISCONN";
    case ENOTCONN:
      return "ENOTCONN";
    case ECONNREFUSED:
      return "ECONNREFUSED";
    case ECONNRESET:
      return "ECONNRESET";
    case EPIPE:
      return "EPIPE";
    case EBADF:
      return "EBADF";
    case EINVAL:
      return "EINVAL";
    case EFAULT:
      return "EFAULT";
    default:
      return "errno " + std::to_string(error);
  }
}

/// As one writes it: "ok(5)" or "failed(EAGAIN)".
inline std::string as_text(IoResult result) {
  return result.is_ok() ? "ok(" + std::to_string(result.bytes()) + ")"
                        : "failed(" + error_name(result.error()) + ")";
}

}  // namespace kit
