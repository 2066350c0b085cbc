// wait, as_completed: several tasks, without taking their results. Source: asyncio.wait,
// asyncio.as_completed.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "loop/tasks/gather.hpp"
#include "loop/tasks/sync/queue.hpp"
#include "loop/tasks/timeout.hpp"

namespace kit {

/// In the order in which they were given.
template <class T>
struct DoneAndPending {
  std::vector<TaskHandle<T>> done;
  std::vector<TaskHandle<T>> pending;
};

namespace detail {
inline Task<void> until(std::vector<Ref<FutureBase>> futures, ReturnWhen when) {
  GroupWait group(std::move(futures), when, GroupWait::OnCancel::leave_them);
  co_await group;
}
}  // namespace detail

/// Until that is so, or the time is over. Cancels nothing and throws nothing of theirs; look at
/// those that are done. Throws std::invalid_argument when there is nothing to wait for.
template <class T>
Task<DoneAndPending<T>> wait(std::vector<TaskHandle<T>> handles,
                             ReturnWhen when = ReturnWhen::all_completed,
                             std::optional<Duration> timeout = std::nullopt) {
  if (handles.empty()) throw std::invalid_argument("wait needs at least one task");
  Timeout limit(timeout);
  try {
    co_await limit.run(detail::until(detail::as_futures(handles), when));
  } catch (const TimeoutError&) {
    // What is done by now is told.
  }
  DoneAndPending<T> result;
  for (TaskHandle<T>& handle : handles)
    (handle.done() ? result.done : result.pending).push_back(std::move(handle));
  co_return result;
}

/// Tasks in the order in which they are done:
///   AsCompleted<int> finished(handles);
///   for (;;) { std::optional<TaskHandle<int>> next = co_await finished.next(); if (!next) break;
///   ... }
/// For one task at a time: next() throws std::runtime_error while another waits in it. Must outlive
/// the last next(). Cancels nothing.
template <class T>
class AsCompleted {
 public:
  /// `timeout`: for all of them together. Throws std::runtime_error when no loop runs.
  explicit AsCompleted(std::vector<TaskHandle<T>> handles,
                       std::optional<Duration> timeout = std::nullopt)
      : left_(handles.size()), deadline_(deadline_after(timeout)) {
    for (TaskHandle<T>& handle : handles) notices_.emplace_back(finished_, std::move(handle));
  }
  AsCompleted(const AsCompleted&) = delete;
  AsCompleted& operator=(const AsCompleted&) = delete;

  /// None when all were told. Throws TimeoutError when the time is over and none is left that was
  /// done in time.
  Task<std::optional<TaskHandle<T>>> next() {
    // The last one would be promised to both.
    if (waited_in_) throw std::runtime_error("AsCompleted: another task waits in next()");
    if (left_ == 0) co_return std::nullopt;
    Timeout timeout(std::nullopt);
    timeout.reschedule(finished_.empty() ? deadline_ : std::nullopt);
    std::optional<TaskHandle<T>> handle;
    try {
      handle = co_await timeout.run(get());
    } catch (const TimeoutError&) {
      if (finished_.empty()) throw;
      handle = finished_.get_nowait();  // done in time; the deadline overtook who was to be told
    }
    --left_;
    co_return handle;
  }

 private:
  /// Runs when one of them is done.
  class Notice final : public Handle {
   public:
    Notice(Queue<TaskHandle<T>>& finished, TaskHandle<T> handle)
        : finished_(finished), handle_(std::move(handle)) {
      handle_.state().add_waiter(*this);
    }
    void run() override { finished_.put_nowait(handle_); }

   private:
    Queue<TaskHandle<T>>& finished_;
    TaskHandle<T> handle_;
  };

  /// No guard with a destructor: a loop that closes may destroy `this` before who waits in it.
  Task<TaskHandle<T>> get() {
    std::optional<TaskHandle<T>> handle;
    waited_in_ = true;
    try {
      handle = co_await finished_.get();
    } catch (...) {
      waited_in_ = false;
      throw;
    }
    waited_in_ = false;
    co_return std::move(*handle);
  }

  Queue<TaskHandle<T>> finished_;
  std::deque<Notice> notices_;
  std::size_t left_;
  std::optional<TimePoint> deadline_;
  bool waited_in_ = false;
};

}  // namespace kit
