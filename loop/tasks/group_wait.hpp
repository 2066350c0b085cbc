// GroupWait: a task's pause until some of several futures or tasks are done. What gather and wait
// are made of.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "loop/ref.hpp"
#include "loop/tasks/task_base.hpp"

namespace kit {

/// When a wait for several is over. Source: asyncio.wait.
enum class ReturnWhen {
  first_completed,  // one is done, in whatever way
  first_exception,  // one has thrown or was cancelled; or all are done
  all_completed,
};

class [[nodiscard]] GroupWait final : public Wait {
 public:
  /// What happens to them when the one who waits is cancelled.
  enum class OnCancel { leave_them, cancel_them };

  /// Throws what check_can_await throws.
  GroupWait(std::vector<Ref<FutureBase>> awaited, ReturnWhen when, OnCancel on_cancel);

  bool await_ready() const noexcept { return is_over(); }
  bool await_suspend(Paused coroutine);
  void await_resume() { unpark(); }
  std::string describe() const override;
  void visit_awaited(const Visit& visit) const override {
    for (const Ref<FutureBase>& future : awaited_) visit(*future);
  }

  /// True when the one who waits was cancelled, and has cancelled them for it: it owes a Cancelled,
  /// also when they have all made light of theirs.
  bool was_cancelled() const noexcept { return cancelled_; }

  /// The first in time that threw or was cancelled; null if none has.
  const FutureBase* first_failed() const noexcept { return first_failed_; }

 protected:
  FutureBase* next_to_cancel(bool first) noexcept override;

 private:
  /// Runs when one of them is done.
  class Notice final : public Handle {
   public:
    Notice(GroupWait& owner, FutureBase& future) : owner_(owner), future_(future) {
      future.add_waiter(*this);
    }
    void run() override { owner_.one_done(future_); }

   private:
    GroupWait& owner_;
    FutureBase& future_;
  };

  void count(const FutureBase& future) noexcept;
  void one_done(const FutureBase& future) noexcept;
  bool is_over() const noexcept;

  std::vector<Ref<FutureBase>> awaited_;
  ReturnWhen when_;
  OnCancel on_cancel_;
  std::deque<Notice> notices_;
  std::size_t left_;
  std::size_t told_ = 0;  // of a cancel, while it is passed on
  const FutureBase* first_failed_ = nullptr;
  bool cancelled_ = false;
  bool woken_ = false;
};

}  // namespace kit
