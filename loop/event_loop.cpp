#include "loop/event_loop.hpp"

#include <algorithm>
#include <stdexcept>

#include "loop/descriptor_callbacks.hpp"
#include "loop/errors.hpp"
#include "loop/executor.hpp"
#include "loop/observe/log.hpp"
#include "loop/observe/place.hpp"
#include "loop/observe/trace.hpp"
#include "loop/wakeup.hpp"

namespace kit {
namespace {

// The clock may be set back by a broken virtual machine; a day is the longest such an error lasts.
constexpr Duration longest_wait = std::chrono::hours(24);

thread_local EventLoop* running_loop = nullptr;

}  // namespace

// ------------------------------------------------------------ one pass of the loop

void EventLoop::run_once() {
  ++pass_;
  // lesson 10.4: Poll, queue the due timers, then run exactly the handles that are ready by now.
  poll();              // queues whoever waited for a descriptor that is ready now,
  queue_due_timers();  // and whoever waited for a moment that has come.

  // Exactly the handles that are here now: what they queue waits for the next pass. Without that,
  // one that queues itself would keep the loop from its descriptors for ever.
  batch_.take_all(ready_);
  while (Handle* handle = batch_.pop_front()) run_handle(*handle);
  // end lesson 10.4
}

void EventLoop::run_handle(Handle& handle) {
  if (tracing() != nullptr) trace_run(handle);
  if (debug_) [[unlikely]]
    return run_timed(*this, handle);
  handle.run();  // the one line that calls user code
}

void EventLoop::poll() {
  const std::optional<Duration> timeout = poll_timeout();
  const std::span<const SelectorKey> events = selector_->select(timeout);
  if (Trace* const trace = tracing()) {
    TraceRecord record;
    record.ts = time().time_since_epoch().count();
    record.pass = pass_;
    record.a = timeout ? timeout->count() : -1;
    record.b = static_cast<std::int64_t>(events.size());
    trace->set_current(0);  // what comes from outside has no cause in here
    trace->set_current(trace->add(record));
  }
  watchers_.collect(events, ready_, pass_);
}

std::optional<Duration> EventLoop::poll_timeout() {
  if (stopping_) return Duration::zero();
  // lesson 10.5: Zero while a handle waits to run; else until the next deadline; else for ever.
  if (!ready_.empty() || !batch_.empty()) return Duration::zero();
  const std::optional<TimePoint> deadline = timers_.next_deadline();
  if (!deadline) return std::nullopt;
  // Not clamped from below: the difference to a deadline at the beginning of time would overflow.
  const TimePoint now = time();
  return *deadline <= now ? Duration::zero() : std::min(*deadline - now, longest_wait);
  // end lesson 10.5
}

void EventLoop::queue_due_timers() {
  if (timers_.size() == 0) return;  // spares the look at the clock
  const TimePoint now = time();
  const TimePoint end = now + clock_.resolution();
  for (;;) {
    const std::optional<TimePoint> deadline = timers_.next_deadline();
    Handle* const handle = timers_.pop_due(end);
    if (handle == nullptr) return;
    if (Trace* const trace = tracing()) {
      TraceRecord record;
      record.kind = TraceKind::timer;
      record.cause = handle->cause;  // whoever set it
      record.ts = now.time_since_epoch().count();
      record.pass = pass_;
      record.a = std::max(now - *deadline, Duration::zero()).count();
      handle->cause = trace->add(record);
    }
    ready_.push_back(*handle);
  }
}

void EventLoop::trace_run(Handle& handle) noexcept {
  TraceRecord record;
  record.kind = TraceKind::run;
  record.cause = handle.cause;
  record.ts = time().time_since_epoch().count();
  record.pass = pass_;
  tracing()->set_current(tracing()->add(record));
}

// ------------------------------------------------------------ running, closing

EventLoop::EventLoop(std::unique_ptr<Selector> selector, Clock& clock, Net& net)
    : selector_(std::move(selector)),
      clock_(clock),
      net_(net),
      descriptor_callbacks_(std::make_unique<DescriptorCallbacks>(*this)),
      wakeup_(std::make_shared<Wakeup>(*this)) {}

EventLoop::~EventLoop() {
  if (!closed_) close();
  discard_queued();  // what was queued since it was closed
}

EventLoop& EventLoop::current() {
  if (running_loop == nullptr) throw std::runtime_error("no event loop runs in this thread");
  return *running_loop;
}

bool EventLoop::has_current() noexcept { return running_loop != nullptr; }

bool EventLoop::is_running() const noexcept { return running_loop == this; }

void EventLoop::check_can_run() const {
  if (closed_) throw std::runtime_error("the event loop is closed");
  if (is_running()) throw std::runtime_error("this event loop is already running");
  if (has_current()) throw std::runtime_error("another event loop is running in this thread");
}

void EventLoop::run_forever() {
  check_can_run();
  struct Running {
    explicit Running(EventLoop& loop) : loop_(loop) {
      running_loop = &loop;
      loop.thread_ = std::this_thread::get_id();
      active_trace = loop.trace_;
    }
    ~Running() {
      running_loop = nullptr;
      active_trace = nullptr;
      loop_.thread_ = std::thread::id();
      loop_.stopping_ = false;
    }
    EventLoop& loop_;
  } running(*this);
  do {
    run_once();
  } while (!stopping_);
}

void EventLoop::close() {
  if (is_running()) throw std::runtime_error("cannot close an event loop that is running");
  if (closed_) return;
  // Destructors of tasks may still queue things and use the descriptors, so tasks go first.
  while (!owned_.empty()) owned_.front().destroy();
  descriptor_callbacks_.reset();
  wakeup_->close();
  closed_ = true;
  discard_queued();
  watchers_.clear();
  selector_->close();
}

void EventLoop::discard_queued() noexcept {
  batch_.take_all(ready_);
  while (Handle* timed = timers_.pop()) batch_.push_back(*timed);
  while (Handle* handle = batch_.pop_front()) handle->discard();
}

// ------------------------------------------------------------ callbacks

void EventLoop::check_usable(const char* call) const {
  if (closed_) throw std::runtime_error("the event loop is closed");
  check_thread(call);
}

CallHandle EventLoop::call_soon(std::function<void()> callback, std::source_location where) {
  check_usable("call_soon");
  // lesson 10.2: Make a Callback of it, held by a CallHandle; queue it; return the CallHandle.
  const CallHandle handle(new Callback(*this, std::move(callback), where));
  schedule(*handle);
  return handle;
  // end lesson 10.2
}

CallHandle EventLoop::call_later(Duration delay, std::function<void()> callback,
                                 std::source_location where) {
  const TimePoint now = time();
  const bool beyond_time = delay > TimePoint::max() - now;
  return call_at(beyond_time ? TimePoint::max() : now + delay, std::move(callback), where);
}

CallHandle EventLoop::call_at(TimePoint deadline, std::function<void()> callback,
                              std::source_location where) {
  check_usable("call_at");
  const CallHandle handle(new Callback(*this, std::move(callback), where));
  if (Trace* const trace = tracing()) handle->cause = trace->current();
  schedule_at(deadline, handle->timer_);
  return handle;
}

void EventLoop::cancel(const CallHandle& callback) noexcept {
  if (!callback || callback->state_ != Callback::State::waiting) return;
  unschedule(callback->timer_);
  callback->discard();
}

void EventLoop::call_soon_threadsafe(std::function<void()> callback, std::source_location where) {
  wakeup_->post(std::move(callback), where);
}

Executor& EventLoop::executor() noexcept {
  return executor_ != nullptr ? *executor_ : default_executor();
}

void EventLoop::schedule(Handle& handle) noexcept {
  if (Trace* const trace = tracing()) handle.cause = trace->current();
  // lesson 10.1: Put it at the end of the ready queue, and do no more.
  ready_.push_back(handle);
  // end lesson 10.1
}

void EventLoop::schedule_all(HandleList& waiting) noexcept {
  if (Trace* const trace = tracing())
    waiting.for_each([trace](Handle& handle) { handle.cause = trace->current(); });
  ready_.take_all(waiting);
}

// ------------------------------------------------------------ descriptors

void EventLoop::add_reader(int fd, std::function<void()> callback, std::source_location where) {
  check_usable("add_reader");
  descriptor_callbacks_->add(fd, Direction::read, std::move(callback), where);
}

void EventLoop::add_writer(int fd, std::function<void()> callback, std::source_location where) {
  check_usable("add_writer");
  descriptor_callbacks_->add(fd, Direction::write, std::move(callback), where);
}

bool EventLoop::remove_reader(int fd) {
  return descriptor_callbacks_ && descriptor_callbacks_->remove(fd, Direction::read);
}

bool EventLoop::remove_writer(int fd) {
  return descriptor_callbacks_ && descriptor_callbacks_->remove(fd, Direction::write);
}

void EventLoop::forget(int fd) noexcept {
  if (descriptor_callbacks_) descriptor_callbacks_->remove_both(fd);
  watchers_.forget(fd);
}

// ------------------------------------------------------------ reports

void EventLoop::set_trace(Trace* trace) noexcept {
  trace_ = trace;
  if (is_running()) active_trace = trace;
}

void EventLoop::call_guarded(const std::function<void()>& function, std::source_location where) {
  ExceptionContext context;
  // lesson 10.3: Call it, and return. A BaseException passes; keep any other in the context.
  try {
    function();
    return;
  } catch (const BaseException&) {
    throw;
  } catch (...) {
    context.exception = std::current_exception();
  }
  // end lesson 10.3
  context.message = "Exception in callback created at " + place_of(where);
  call_exception_handler(context);
}

void EventLoop::call_exception_handler(const ExceptionContext& context) noexcept {
  try {
    if (handler_) return handler_(context);
  } catch (...) {
    log(LogLevel::error,
        "Unhandled error in exception handler: " + describe(std::current_exception()));
  }
  log_report(context);
}

}  // namespace kit
