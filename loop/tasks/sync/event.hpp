// Event: something has happened, for as many as care. Source: asyncio.Event.
#pragma once

#include <string>

#include "loop/tasks/task_base.hpp"

namespace kit {

/// Must outlive those who wait for it. Only a loop that closes may destroy it before them.
class Event {
 public:
  class [[nodiscard]] Waiting final : public Wait {
   public:
    explicit Waiting(Event& event) noexcept : event_(event) {}
    bool await_ready() const noexcept { return event_.set_; }
    bool await_suspend(Paused coroutine) noexcept {
      if (!park(coroutine)) return false;
      event_.waiting_.push_back(*this);
      return true;
    }
    void await_resume() { unpark(); }
    std::string describe() const override { return "for an event"; }

   private:
    friend class Event;
    void wake() noexcept { loop().schedule(*this); }
    Event& event_;
  };

  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  bool is_set() const noexcept { return set_; }

  /// Wakes all that wait, also if clear() follows before they run.
  void set() noexcept {
    set_ = true;
    while (Waiting* const first = waiting_.pop_front()) first->wake();
  }
  void clear() noexcept { set_ = false; }

  /// `co_await event.wait()`: until it is set; at once if it is.
  Waiting wait() noexcept { return Waiting(*this); }

 private:
  bool set_ = false;
  LinkedList<Waiting> waiting_;
};

}  // namespace kit
