// Frame: what a backtrace knows of a coroutine: where it stands, and who awaits it.
//
// A coroutine that waits has no stack to look at; its callers are frames on the heap. So each frame
// notes the line of the `co_await` at which it pauses, and which frame awaits it. That is two
// stores for an await, and it is why every report can say "waits at chat.cpp:57, awaited at
// chat.cpp:120" (loop/tasks/call_graph).
#pragma once

#include <coroutine>
#include <cstddef>
#include <source_location>
#include <type_traits>

namespace kit {

/// How many coroutines of this thread exist: none may be left when all is over.
inline constinit thread_local std::size_t live_frames = 0;

/// A part of each coroutine's promise.
struct Frame {
  Frame() noexcept { ++live_frames; }
  ~Frame() { --live_frames; }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  std::source_location where;         // the last co_await; before the first, the function itself
  const Frame* awaited_by = nullptr;  // null: a task begins here, or it was never awaited
};

/// A coroutine that pauses: what await_suspend is called with. The compiler makes one out of the
/// coroutine's handle in the line of the co_await, and so that line is the default argument.
class Paused {
 public:
  template <class Promise>
  Paused(std::coroutine_handle<Promise> coroutine,
         std::source_location where = std::source_location::current()) noexcept
      : coroutine_(coroutine) {
    if constexpr (std::is_base_of_v<Frame, Promise>) {
      frame_ = &coroutine.promise();
      frame_->where = where;
    }
  }

  operator std::coroutine_handle<>() const noexcept { return coroutine_; }
  /// Null for a coroutine that is no Task.
  const Frame* frame() const noexcept { return frame_; }

 private:
  std::coroutine_handle<> coroutine_;
  Frame* frame_ = nullptr;
};

/// `co_await awaited_at()`: the line that awaits this coroutine; its own, if a task begins here.
/// For those who do things on behalf of whoever called them.
class [[nodiscard]] AwaitedAt {
 public:
  bool await_ready() const noexcept { return false; }
  bool await_suspend(Paused here) noexcept {
    const Frame* const frame = here.frame();
    if (frame != nullptr)
      where_ = (frame->awaited_by != nullptr ? frame->awaited_by : frame)->where;
    return false;
  }
  std::source_location await_resume() const noexcept { return where_; }

 private:
  std::source_location where_;
};
inline AwaitedAt awaited_at() noexcept { return {}; }

}  // namespace kit
