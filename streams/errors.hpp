// The errors of streams. What the system says (ConnectionResetError, ...) is in loop/errors.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"

namespace kit {

/// The peer finished in the middle of what was asked for.
class IncompleteReadError : public std::runtime_error {
 public:
  /// `expected_bytes` none: readuntil, which cannot know.
  IncompleteReadError(std::string partial_bytes, std::optional<std::size_t> expected_bytes)
      : std::runtime_error(message(partial_bytes.size(), expected_bytes)),
        partial(std::move(partial_bytes)),
        expected(expected_bytes) {}

  std::string partial;                  // what came
  std::optional<std::size_t> expected;  // bytes

 private:
  static std::string message(std::size_t got, std::optional<std::size_t> expected) {
    return std::to_string(got) + " bytes read on a total of " +
           (expected ? std::to_string(*expected) : "undefined") + " expected bytes";
  }
};

/// No separator within the limit. Nothing was taken out of the buffer: consume(consumed) drops what
/// is known to be without one.
class LimitOverrunError : public std::runtime_error {
 public:
  LimitOverrunError(const std::string& message, std::size_t bytes)
      : std::runtime_error(message), consumed(bytes) {}

  std::size_t consumed;  // bytes before the separator, or that cannot be part of one
};

/// readline met a line longer than the limit and dropped it. (Python raises a bare ValueError.)
class LineTooLongError : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

}  // namespace kit
