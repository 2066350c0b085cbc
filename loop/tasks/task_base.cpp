#include "loop/tasks/task_base.hpp"

#include <algorithm>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/place.hpp"
#include "loop/tasks/call_graph.hpp"

namespace kit {
namespace {

thread_local std::uint64_t last_number = 0;

}  // namespace

// ------------------------------------------------------------ Wait

void Wait::run() { task_->run(); }

std::string Wait::describe_step() const { return task_->describe_step(); }

// ------------------------------------------------------------ TaskBase

TaskBase::TaskBase(EventLoop& loop, std::string name, std::source_location where)
    : FutureBase(loop),
      number_(++last_number),
      name_(name.empty() ? nullptr : std::make_unique<std::string>(std::move(name))),
      where_(where) {}

void TaskBase::start(std::coroutine_handle<> coroutine, const Frame& frame) noexcept {
  next_ = coroutine;
  frame_ = &frame;
  retain();  // by the loop, until it is done
  loop().owned().push_back(*this);
  trace(TraceKind::task_new);
  loop().schedule(*this);
}

void TaskBase::run() {
  trace(TraceKind::step);
  wait_ = nullptr;
  const bool never_begin = !begun_ && must_cancel_;
  begun_ = true;
  if (!never_begin) go_on();
  if (wait_ == nullptr)
    finish();
  else
    parked();
}

void TaskBase::parked() noexcept {
  trace(TraceKind::park);
  loop().set_parked(*this);
}

/// One coroutine after another, until one waits or the last has ended.
void TaskBase::go_on() {
  // lesson 9.4: As the running_task, resume who is next, until one waits or nobody is left.
  TaskBase* const outer = std::exchange(running_task, this);
  while (next_ && wait_ == nullptr) std::exchange(next_, nullptr).resume();
  running_task = outer;
  // end lesson 9.4
}

void TaskBase::finish() {
  const Ref<TaskBase> self(this);
  release();  // by the loop
  Owned::unlink();
  const bool ran = next_ == nullptr;  // false: cancelled before it could begin
  const std::exception_ptr error = ran ? collect() : nullptr;
  destroy_frame();
  bool cancelled = !error && must_cancel_;  // asked to, and returned before it could be thrown
  bool leaves_loop = false;
  if (error) {
    const ErrorKind kind = kind_of(error);
    cancelled = kind == ErrorKind::cancelled;
    leaves_loop = kind == ErrorKind::leaves_loop;
  }
  trace(TraceKind::task_end, cancelled ? 2 : error ? 1 : 0);
  if (cancelled)
    set_cancelled();
  else
    set_done(error);
  if (leaves_loop) std::rethrow_exception(exception());
}

bool TaskBase::cancel() noexcept {
  if (done()) return false;  // first: what is done may have outlived its loop
  if (loop().debug() && loop().in_foreign_thread(("cancel of " + name()).c_str())) return false;
  begin_passing_on(*this);
  // Down to the innermost and up again, in a loop: a chain of tasks that await each other may be
  // longer than the stack is deep.
  for (TaskBase* task = this; task != nullptr;) task = task->pass_on();
  return true;
}

void TaskBase::begin_passing_on(TaskBase& from) noexcept {
  ++cancel_requests_;
  passed_by_ = &from;
  passed_on_ = will_wake_ = false;
}

/// Passes a cancel on to the next of those that are awaited; when all have been told, breaks off
/// here unless one of them will wake this task in due course. Returns who goes on with it.
TaskBase* TaskBase::pass_on() noexcept {
  const bool first = !std::exchange(passed_on_, true);
  FutureBase* const next = wait_ == nullptr ? nullptr : wait_->next_to_cancel(first);
  if (next == nullptr) {
    TaskBase* const from = std::exchange(passed_by_, nullptr);
    if (!will_wake_) break_off();
    return from == this ? nullptr : from;
  }
  auto* const task = dynamic_cast<TaskBase*>(next);
  if (task == nullptr) {
    will_wake_ = next->cancel() || will_wake_;
    return this;
  }
  if (task->done()) return this;
  will_wake_ = true;
  if (task->passed_by_ == nullptr) {
    task->begin_passing_on(*this);
    return task;
  }
  // Tasks that await each other in a ring: it has come round, and this one ends it.
  ++task->cancel_requests_;
  task->break_off();
  return this;
}

/// Cancelled is thrown where it waits, or at the next chance.
void TaskBase::break_off() noexcept {
  must_cancel_ = true;
  if (wait_ == nullptr) return;
  wait_->abandon();
  loop().schedule(*wait_);
}

std::uint32_t TaskBase::uncancel() noexcept {
  if (cancel_requests_ > 0) --cancel_requests_;
  // While it waits it is too late: what it waited for was let go of, and without Cancelled it would
  // go on as if it had got that.
  if (cancel_requests_ == 0 && wait_ == nullptr) must_cancel_ = false;
  return cancel_requests_;
}

void TaskBase::destroy() noexcept {
  const Ref<TaskBase> self(this);
  report_destroyed();
  release();  // by the loop
  Owned::unlink();
  Handle::unlink();
  wait_ = nullptr;  // first: a destructor in the frame may ask for the tree of tasks
  frame_ = nullptr;
  destroy_frame();  // the destructors in the frame let go of timers and descriptors
  if (!done()) set_cancelled();
}

void TaskBase::report_destroyed() const noexcept {
  ExceptionContext context;
  context.message = "Task was destroyed but it is pending!";
  add_details(context);
  loop().call_exception_handler(context);
}

std::string TaskBase::name() const { return name_ ? *name_ : "Task-" + std::to_string(number_); }

void TaskBase::set_name(std::string name) {
  name_ = std::make_unique<std::string>(std::move(name));
}

void TaskBase::add_details(ExceptionContext& context) const {
  context.details["task"] = name();
  context.details["created at"] = place_of(where_);
  if (frame() != nullptr) context.details[begun_ ? "waits" : "begins"] = format_call_graph(*this);
  if (escape_ == nullptr || !failed()) return;  // what was caught on the way is nobody's business
  std::string& text = context.details["thrown through"];
  for (const std::source_location& place : escape_->path) text += format_frame(place);
}

std::string TaskBase::details() const {
  ExceptionContext context;
  add_details(context);
  std::string text;
  for (const auto& [key, value] : context.details) text += "\n  " + key + ": " + value;
  return text;
}

std::string TaskBase::describe_step() const {
  const bool waits = wait_ != nullptr && frame_ != nullptr;
  const std::string place =
      waits ? " from " + place_of(frame_->where) : ", created at " + place_of(where_);
  return name() + place + format_call_graph(*this);
}

void TaskBase::note_escape(const Frame& frame) {
  const std::exception_ptr exception = std::current_exception();
  if (!escape_ || escape_->exception != exception)
    escape_ = std::make_unique<Escape>(Escape{exception, {}});
  escape_->path.push_back(frame.where);
}

std::string TaskBase::describe() const {
  if (wait_ != nullptr) return name() + " waits " + wait_->describe();
  return name() + (begun_ ? " runs" : " has not begun");
}

void TaskBase::add_trace(TraceKind kind, std::int64_t a) const noexcept {
  TraceRecord record;
  record.kind = kind;
  record.task = number_;
  record.pass = loop().pass();
  record.ts = loop().time().time_since_epoch().count();
  record.a = a;
  tracing()->add(record);
}

std::vector<Ref<TaskBase>> all_tasks(EventLoop& loop) {
  std::vector<Ref<TaskBase>> tasks;
  loop.owned().for_each([&tasks](Owned& owned) {
    // Open streams are the loop's as well.
    if (auto* task = dynamic_cast<TaskBase*>(&owned)) tasks.emplace_back(task);
  });
  return tasks;
}

}  // namespace kit
