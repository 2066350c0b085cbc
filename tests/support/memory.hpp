// How much memory this process holds.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <optional>

namespace kit::test {

/// Under a sanitizer freed memory is kept back, so sizes say nothing.
inline constexpr bool sanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    true;
#else
    false;
#endif
#else
    false;
#endif

/// Bytes of this process that are in memory (proc(5), statm); none where that cannot be told.
inline std::optional<std::size_t> resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  if (sanitized || !(statm >> total >> resident)) return std::nullopt;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace kit::test
