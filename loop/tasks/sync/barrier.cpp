#include "loop/tasks/sync/barrier.hpp"

#include <utility>

namespace kit {

Barrier::Barrier(std::size_t parties) : parties_(parties) {
  if (parties == 0) throw std::invalid_argument("a barrier needs at least one party");
}

void Barrier::abort() noexcept {
  aborted_ = true;
  release_all(true);
}

void Barrier::release_all(bool broken) noexcept {
  std::size_t index = 0;
  while (Waiting* const first = waiting_.pop_front()) {
    first->index_ = index++;
    first->leave(broken);
  }
  count_ = 0;
}

bool Barrier::Waiting::await_ready() {
  if (barrier_.aborted_) throw BrokenBarrierError();
  if (barrier_.count_ + 1 < barrier_.parties_) return false;
  index_ = barrier_.count_;
  barrier_.release_all(false);
  return true;
}

bool Barrier::Waiting::await_suspend(Paused coroutine) noexcept {
  if (!park(coroutine)) return false;
  waits_ = true;
  ++barrier_.count_;
  barrier_.waiting_.push_back(*this);
  return true;
}

void Barrier::Waiting::leave(bool broken) noexcept {
  waits_ = false;
  broken_ = broken;
  loop().schedule(*this);
}

/// Who is cancelled while it waits is not counted any more; the others go on waiting.
void Barrier::Waiting::abandon() noexcept {
  unlink();
  if (std::exchange(waits_, false)) --barrier_.count_;
}

std::size_t Barrier::Waiting::await_resume() {
  unpark();
  if (broken_) throw BrokenBarrierError();
  return index_;
}

}  // namespace kit
