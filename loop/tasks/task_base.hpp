// TaskBase and Wait: a strand of coroutines, and the places where it pauses.
//
// A task is a coroutine together with everything it awaits, directly or further down. Only the
// innermost one is ever suspended "on something"; it does so through a Wait: the object after
// `co_await` that a timer, a descriptor or a future holds on to, and that queues the task again.
//
// Waking another task always goes through the ready queue. Inside one task, a coroutine that ends
// hands control straight to the one that awaits it, in a loop here and not by calls nested in
// calls, so the stack stays flat however often that happens.
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "loop/observe/trace.hpp"
#include "loop/tasks/frame.hpp"
#include "loop/tasks/future_base.hpp"

namespace kit {

class TaskBase;

/// Where a task pauses. Lives in the coroutine's frame, or in something that outlives the pause.
class Wait : public Handle {
 public:
  /// "until descriptor 7 is readable": for reports of who waits for what.
  virtual std::string describe() const = 0;

  void run() override;
  std::string describe_step() const final;

  /// Calls `visit` with each future or task that is waited for.
  using Visit = std::function<void(const FutureBase&)>;
  virtual void visit_awaited(const Visit&) const {}

 protected:
  ~Wait() = default;

  /// For await_suspend, first thing. False: the task is to be cancelled here and now, so do not
  /// suspend; await_resume will throw.
  bool park(Paused coroutine) noexcept;

  /// For await_resume, first thing. Throws Cancelled if the task was cancelled while it waited.
  void unpark();

  /// Lets go of whatever would have queued this. Called before the task is queued to be cancelled.
  virtual void abandon() noexcept { unlink(); }

  /// The first of those that a cancel is passed on to, or the next; null: there are no more.
  virtual FutureBase* next_to_cancel(bool /*first*/) noexcept { return nullptr; }

  EventLoop& loop() const noexcept;

 private:
  friend class TaskBase;
  TaskBase* task_ = nullptr;  // set by park()
};

/// The task whose step is running in this thread; null in a plain callback.
inline constinit thread_local TaskBase* running_task = nullptr;

/// Pauses until somebody schedules the handles of a list.
class [[nodiscard]] ListWait final : public Wait {
 public:
  /// `what`: "until the server is closed". The list must outlive the pause.
  ListWait(HandleList& list, const char* what) noexcept : list_(list), what_(what) {}

  bool await_ready() const noexcept { return false; }
  bool await_suspend(Paused coroutine) noexcept {
    if (!park(coroutine)) return false;
    list_.push_back(*this);
    return true;
  }
  void await_resume() { unpark(); }
  std::string describe() const override { return what_; }

 private:
  HandleList& list_;
  const char* what_;
};

class TaskBase : public FutureBase, public Handle, public Owned {
 public:
  /// The task whose step is running in this thread; null in a plain callback.
  static TaskBase* current() noexcept { return running_task; }

  /// Asks the task to stop: it gets Cancelled where it waits, or at its next wait. A task that has
  /// not begun never begins. False when it is done already.
  bool cancel() noexcept override;

  /// How often it was asked to stop, and those who asked have not taken it back.
  std::uint32_t cancelling() const noexcept { return cancel_requests_; }
  /// Takes one request back, and returns how many are left. With none left, a Cancelled that was
  /// to be thrown at the next wait will not be; a wait that was broken off stays so. For scopes
  /// that cancel their own task: timeouts, task groups.
  std::uint32_t uncancel() noexcept;

  std::string name() const;  // "Task-3" unless named
  void set_name(std::string name);
  std::uint64_t number() const noexcept { return number_; }
  std::source_location where() const noexcept { return where_; }  // of the create_task
  std::string describe() const override;
  std::string details() const override;
  std::string describe_step() const override;

  /// Where it pauses; null while it runs, before it begins and when it is done.
  const Wait* wait() const noexcept { return wait_; }
  /// The innermost coroutine while it pauses, the outermost before it begins; null otherwise.
  const Frame* frame() const noexcept { return wait_ == nullptr && begun_ ? nullptr : frame_; }
  /// The task whose group this one belongs to, for reports; null for none.
  const TaskBase* parent() const noexcept { return parent_; }
  void set_parent(const TaskBase* parent) noexcept { parent_ = parent; }

  /// The exception that is being handled now leaves `frame`, one of this task's.
  void note_escape(const Frame& frame);

  void run() final;
  void destroy() noexcept override;

  /// The rest of this task: `coroutine` goes on as soon as the present one has returned to here.
  void continue_with(std::coroutine_handle<> coroutine) noexcept { next_ = coroutine; }

 protected:
  TaskBase(EventLoop& loop, std::string name, std::source_location where);
  ~TaskBase() override = default;

  /// Queues the first step.
  void start(std::coroutine_handle<> coroutine, const Frame& frame) noexcept;

  /// Takes value or exception out of the coroutine and destroys its frame.
  virtual std::exception_ptr collect() noexcept = 0;
  virtual void destroy_frame() noexcept = 0;
  std::string kind() const override { return "Task"; }
  /// Which task, and who made it.
  void add_details(ExceptionContext& context) const override;

 private:
  friend class Wait;
  void begin_passing_on(TaskBase& from) noexcept;
  TaskBase* pass_on() noexcept;
  void break_off() noexcept;
  void go_on();
  void parked() noexcept;
  void finish();
  void report_destroyed() const noexcept;
  void trace(TraceKind kind, std::int64_t a = 0) const noexcept {
    if (tracing() != nullptr) add_trace(kind, a);
  }
  void add_trace(TraceKind kind, std::int64_t a) const noexcept;

  // What every step touches stands together.
  std::coroutine_handle<> next_;  // where the task goes on when it runs
  Wait* wait_ = nullptr;          // where it pauses; null: it runs, or has not begun
  std::uint32_t cancel_requests_ = 0;
  bool begun_ = false;
  bool must_cancel_ = false;  // Cancelled is to be thrown at the next chance
  bool passed_on_ = false;    // while a cancel is passed on: the first one awaited has been told,
  bool will_wake_ = false;    // and one that was told will wake this task in due course

  /// Where an exception came by, innermost first.
  struct Escape {
    std::exception_ptr exception;
    std::vector<std::source_location> path;
  };

  const Frame* frame_ = nullptr;  // see frame(); dangles while it runs
  const TaskBase* parent_ = nullptr;
  TaskBase* passed_by_ = nullptr;  // who passes a cancel on to this, itself if nobody; null: none
  std::uint64_t number_;
  std::unique_ptr<std::string> name_;  // null: made from the number
  std::unique_ptr<Escape> escape_;     // null: nothing was thrown, or not in debug mode
  std::source_location where_;
};

// In the header, since every await goes through them.

inline bool Wait::park(Paused coroutine) noexcept {
  task_ = running_task;
  if (task_->must_cancel_) return false;
  task_->frame_ = coroutine.frame();
  // lesson 9.5: Note in the task where it goes on and that it waits here, and say that it pauses.
  task_->next_ = coroutine;
  task_->wait_ = this;
  return true;
  // end lesson 9.5
}

inline void Wait::unpark() {
  if (task_ != nullptr && task_->must_cancel_) [[unlikely]] {
    task_->must_cancel_ = false;
    throw Cancelled();  // here, in the coroutine's own frame: each frame to unwind costs 0.2 us
  }
}

inline EventLoop& Wait::loop() const noexcept { return task_->loop(); }

/// The tasks of `loop` that are not done.
std::vector<Ref<TaskBase>> all_tasks(EventLoop& loop);

}  // namespace kit
