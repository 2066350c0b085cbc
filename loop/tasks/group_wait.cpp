#include "loop/tasks/group_wait.hpp"

#include <utility>

#include "loop/tasks/future.hpp"

namespace kit {

GroupWait::GroupWait(std::vector<Ref<FutureBase>> awaited, ReturnWhen when, OnCancel on_cancel)
    : awaited_(std::move(awaited)), when_(when), on_cancel_(on_cancel), left_(awaited_.size()) {
  for (const Ref<FutureBase>& future : awaited_) {
    check_can_await(*future);
    if (future->done()) count(*future);
  }
}

void GroupWait::count(const FutureBase& future) noexcept {
  --left_;
  if (first_failed_ == nullptr && (future.cancelled() || future.failed())) first_failed_ = &future;
}

bool GroupWait::is_over() const noexcept {
  switch (when_) {
    case ReturnWhen::first_completed:
      return left_ < awaited_.size() || awaited_.empty();
    case ReturnWhen::first_exception:
      return left_ == 0 || first_failed_ != nullptr;
    case ReturnWhen::all_completed:
      break;
  }
  return left_ == 0;
}

bool GroupWait::await_suspend(Paused coroutine) {
  if (!park(coroutine)) {
    // The cancel came before the pause: it is theirs all the same.
    FutureBase* next = next_to_cancel(true);
    for (; next != nullptr; next = next_to_cancel(false)) next->cancel();
    return false;
  }
  for (const Ref<FutureBase>& future : awaited_)
    if (!future->done()) notices_.emplace_back(*this, *future);
  return true;
}

void GroupWait::one_done(const FutureBase& future) noexcept {
  count(future);
  if (!is_over() || std::exchange(woken_, true)) return;
  loop().schedule(*this);
}

FutureBase* GroupWait::next_to_cancel(bool first) noexcept {
  // Once it is over, the others go on by themselves.
  if (on_cancel_ == OnCancel::leave_them || woken_) return nullptr;
  cancelled_ = true;
  if (first) told_ = 0;
  return told_ < awaited_.size() ? awaited_[told_++].get() : nullptr;
}

std::string GroupWait::describe() const {
  return "for " + std::to_string(left_) + " of " + std::to_string(awaited_.size()) + " tasks";
}

}  // namespace kit
