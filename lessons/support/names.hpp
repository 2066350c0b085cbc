// Numbers of the system as words, for what a test says when it fails.
#pragma once

#include <cerrno>
#include <exception>
#include <string>
#include <utility>

#include "loop/errors.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

/// "ECONNREFUSED"; the number itself if it is none that a lesson meets. "no error" for 0.
inline std::string errno_name(int error) {
  constexpr std::pair<int, const char*> names[] = {
      {0, "no error"},
      {EAGAIN, "EAGAIN"},
      {EBADF, "EBADF"},
      {ECONNABORTED, "ECONNABORTED"},
      {ECONNREFUSED, "ECONNREFUSED"},
      {ECONNRESET, "ECONNRESET"},
      {EEXIST, "EEXIST"},
      {EINPROGRESS, "EINPROGRESS"},
      {EINTR, "EINTR"},
      {EINVAL, "EINVAL"},
      {EMFILE, "EMFILE"},
      {EALREADY, "EALREADY"},
      {EFAULT, "EFAULT"},
      {EISCONN, "EISCONN"},
      {ENOENT, "ENOENT"},
      {ENOTCONN, "ENOTCONN"},
      {EPERM, "EPERM"},
      {EPIPE, "EPIPE"},
  };
  for (const auto& [number, name] : names)
    if (number == error) return name;
  return std::to_string(error);
}

/// Which errno `call` throws as an OSError, by its name; "no error" when it returns.
template <class Call>
std::string errno_thrown_by(Call call) {
  try {
    call();
  } catch (const OSError& error) {
    return errno_name(error.error_number());
  }
  return errno_name(0);
}

/// "ECONNREFUSED" for an OSError with that number, "an OSError with 0", "nothing was thrown"; what
/// other exceptions say.
inline std::string errno_name(const std::exception_ptr& failure) {
  if (!failure) return "nothing was thrown";
  try {
    std::rethrow_exception(failure);
  } catch (const OSError& error) {
    return error.error_number() == 0 ? "an OSError with 0" : errno_name(error.error_number());
  } catch (...) {
    return describe(failure);
  }
}

/// "read|write"; "nothing" for 0.
inline std::string events_name(Events events) {
  std::string text;
  if ((events & event_read) != 0) text += "|read";
  if ((events & event_write) != 0) text += "|write";
  if ((events & event_priority) != 0) text += "|priority";
  return text.empty() ? "nothing" : text.substr(1);
}

}  // namespace kit
