// ReadyWait: `co_await loop.readable(fd)`, `co_await loop.writable(fd)`.
//
// The lowest step from descriptors to coroutines. When it resumes, a read (or a write) will most
// likely not block; a spurious wake-up is allowed, so callers try in a loop.
#pragma once

#include <string>

#include "loop/tasks/task_base.hpp"

namespace kit {

class [[nodiscard]] ReadyWait final : public Wait {
 public:
  ReadyWait(int fd, Direction direction) noexcept : fd_(fd), direction_(direction) {}
  ~ReadyWait();

  bool await_ready() const noexcept { return false; }
  bool await_suspend(Paused coroutine);
  /// Throws OSError (EBADF) when the descriptor was closed meanwhile.
  void await_resume();
  std::string describe() const override;

  void discard() noexcept override;

 protected:
  void abandon() noexcept override;

 private:
  int fd_;
  std::uint32_t generation_ = 0;  // which file had this number when the wait began
  Direction direction_;
  bool waiting_ = false;
};

}  // namespace kit
