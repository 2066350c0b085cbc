// Callback: a function that the loop calls, once.
//
// What call_soon, call_later, call_at and add_done_callback queue. It keeps itself alive while it
// stands in a queue; a CallHandle keeps it alive longer, for whoever may want to cancel it.
#pragma once

#include <functional>
#include <source_location>

#include "loop/handle.hpp"
#include "loop/ref.hpp"
#include "loop/timers.hpp"

namespace kit {

class EventLoop;

class Callback final : public Counted, public Handle {
 public:
  Callback(EventLoop& loop, std::function<void()> function, std::source_location where);

  void run() override;
  void discard() noexcept override;
  std::string describe_step() const override;

  /// True after a cancel that came before the run.
  bool cancelled() const noexcept { return state_ == State::cancelled; }

 private:
  friend class EventLoop;
  enum class State { waiting, ran, cancelled };
  ~Callback() override = default;

  EventLoop& loop_;
  Timer timer_{*this};
  std::function<void()> function_;
  std::source_location where_;  // who asked for it: for the report when it throws
  State state_ = State::waiting;
};

/// A callback that was asked for. Copying it refers to the same one.
using CallHandle = Ref<Callback>;

}  // namespace kit
