#include "loop/callback.hpp"

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/observe/place.hpp"

namespace kit {

Callback::Callback(EventLoop& loop, std::function<void()> function, std::source_location where)
    : loop_(loop), function_(std::move(function)), where_(where) {
  retain();  // by the queue it is about to enter
}

void Callback::run() {
  const Ref<Callback> self(this);
  release();  // by the queue it came from
  state_ = State::ran;
  const std::function<void()> function = std::move(function_);  // frees what it captured, too
  loop_.call_guarded(function, where_);
}

void Callback::discard() noexcept {
  const Ref<Callback> self(this);
  state_ = State::cancelled;
  unlink();
  release();
  function_ = nullptr;  // frees what it captured, even while somebody keeps the handle
}

std::string Callback::describe_step() const { return "callback created at " + place_of(where_); }

}  // namespace kit
