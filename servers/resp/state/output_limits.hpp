// OutputLimits: how much may wait to be sent to a client until it is cut off, for each class of
// clients. Normal clients ask, and wait for the answer; a subscriber gets what others say, however
// slowly it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kit::resp {

/// Zero: no limit.
struct OutputLimit {
  std::size_t hard = 0;      // bytes: at once
  std::size_t soft = 0;      // bytes: when more than that has waited
  std::int64_t seconds = 0;  // for longer than that
};

/// client-output-buffer-limit. Replicas are a class that this server has nobody in.
struct OutputLimits {
  OutputLimit normal{256 << 20, 0, 0};
  OutputLimit replica{256 << 20, 64 << 20, 60};
  OutputLimit pubsub{32 << 20, 8 << 20, 60};
};

/// "normal 268435456 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60".
std::string to_string(const OutputLimits& limits);
/// A text that names some classes, with three numbers for each: these become `limits`. Returns what
/// is wrong with it, in Redis's words, and then nothing has changed; empty: nothing.
std::string change_output_limits(OutputLimits& limits, std::string_view text);

/// Since when more than the soft limit has been waiting for one client.
class SlowReader {
 public:
  /// Looks at how much waits now (Unix time in ms). True if it must wait no longer.
  bool is_over(const OutputLimit& limit, std::size_t waiting, std::int64_t now) noexcept;
  /// True if it was above the soft limit when somebody last looked.
  bool is_slow() const noexcept { return since_ != 0; }

 private:
  std::int64_t since_ = 0;  // Unix time in ms; 0: it is not slow
};

}  // namespace kit::resp
