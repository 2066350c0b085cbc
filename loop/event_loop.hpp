// EventLoop: the heart. It waits for what happens and runs what became ready.
//
// Promises: handles run one at a time, in the order in which they became ready; nothing that runs
// can keep a descriptor or a timer from its turn, because each pass runs only what was ready when
// it began. The loop touches the system through three interfaces (Clock, Selector, Net), and knows
// handles to run, not tasks: coroutines are one floor up, in loop/tasks.
//
// One loop runs in a thread at a time. Except for call_soon_threadsafe, everything here is used
// from the loop's own thread.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <thread>
#include <utility>

#include "loop/callback.hpp"
#include "loop/handle.hpp"
#include "loop/observe/debug.hpp"
#include "loop/os/clock.hpp"
#include "loop/os/net.hpp"
#include "loop/reports.hpp"
#include "loop/selectors/selector.hpp"
#include "loop/timers.hpp"
#include "loop/watchers.hpp"

namespace kit {

class DescriptorCallbacks;
class Executor;
class ReadyWait;
class Trace;
class Wakeup;

/// What the loop owns until it is done. One floor up, these are the tasks.
class Owned : public Link {
 public:
  /// "task Task-1 waits until descriptor 7 is readable".
  virtual std::string describe() const = 0;
  /// The loop closes although this is not done. Must leave the list.
  virtual void destroy() noexcept = 0;
  /// More, for a report: behind describe(), or as lines of their own.
  virtual std::string details() const { return {}; }

 protected:
  ~Owned() = default;
};

class EventLoop {
 public:
  explicit EventLoop(std::unique_ptr<Selector> selector = make_selector(),
                     Clock& clock = monotonic_clock(), Net& net = os_net());
  ~EventLoop();  // closes
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// The loop that runs in this thread. Throws std::runtime_error if none does.
  static EventLoop& current();
  static bool has_current() noexcept;

  // Callbacks. An exception that escapes one goes to the exception handler; the loop goes on. All
  // but cancel throw std::runtime_error after close(), and the first three in debug mode also from
  // a foreign thread.

  /// Runs `callback` in the next pass, after what is queued already.
  CallHandle call_soon(std::function<void()> callback,
                       std::source_location where = std::source_location::current());
  /// Not before `delay` has passed; a delay below zero is due at once.
  CallHandle call_later(Duration delay, std::function<void()> callback,
                        std::source_location where = std::source_location::current());
  CallHandle call_at(TimePoint deadline, std::function<void()> callback,
                     std::source_location where = std::source_location::current());
  /// It will not run. Does nothing if it has run or was cancelled before, or refers to nothing.
  void cancel(const CallHandle& callback) noexcept;
  /// call_soon from any thread; wakes the loop if it is waiting.
  void call_soon_threadsafe(std::function<void()> callback,
                            std::source_location where = std::source_location::current());

  // Descriptors. Call forget() before you close one.

  /// `co_await loop.readable(fd)`: suspends the task until reading will not block.
  ReadyWait readable(int fd);
  ReadyWait writable(int fd);
  /// Calls back whenever `fd` is ready, until removed. Replaces the callback that was there.
  void add_reader(int fd, std::function<void()> callback,
                  std::source_location where = std::source_location::current());
  void add_writer(int fd, std::function<void()> callback,
                  std::source_location where = std::source_location::current());
  /// False when there was none.
  bool remove_reader(int fd);
  bool remove_writer(int fd);
  /// Drops whoever waits for `fd`: tasks get an OSError (EBADF), callbacks are removed.
  void forget(int fd) noexcept;

  // Running.

  /// Until stop(). Throws std::runtime_error if this loop or another runs in this thread.
  void run_forever();
  /// Throws what run_forever would throw.
  void check_can_run() const;
  /// Ends run_forever after the pass that is under way.
  void stop() noexcept { stopping_ = true; }
  bool is_running() const noexcept;
  bool is_closed() const noexcept { return closed_; }
  /// Destroys what is still queued or pending. Throws std::runtime_error while running.
  void close();
  TimePoint time() { return clock_.now(); }

  // Reports.

  /// An empty handler restores the default, which logs one record at level error.
  void set_exception_handler(ExceptionHandler handler) { handler_ = std::move(handler); }
  void call_exception_handler(const ExceptionContext& context) noexcept;
  /// Costs speed, and finds mistakes: steps that keep all others waiting, calls from a foreign
  /// thread. On from the beginning when the environment says KIT_DEBUG=1.
  void set_debug(bool on) noexcept { debug_ = on; }
  bool debug() const noexcept { return debug_; }
  /// In debug mode, a step of this length or more is logged as a warning. 100 ms at first.
  void set_slow_callback_duration(Duration limit) noexcept { slow_callback_duration_ = limit; }
  Duration slow_callback_duration() const noexcept { return slow_callback_duration_; }
  /// Records what happens while the loop runs into `trace`, which must outlive it; null stops.
  void set_trace(Trace* trace) noexcept;

  // For the floors above: tasks, streams, simulation.

  /// In debug mode, throws std::runtime_error when a loop that runs in another thread is used.
  /// `call`: "write".
  void check_thread(const char* call) const {
    if (debug_) [[unlikely]]
      refuse_foreign_thread(call);
  }
  /// The same for those who cannot throw: reports it, and returns true.
  bool in_foreign_thread(const char* call) const noexcept;
  /// In debug mode, what the step under way belongs to, now that it waits again.
  void set_parked(const Owned& owned) noexcept { parked_ = &owned; }
  const Owned* take_parked() noexcept { return std::exchange(parked_, nullptr); }

  /// Queues a handle for the next pass. It stays the caller's.
  void schedule(Handle& handle) noexcept;
  /// Queues all of `waiting`, in order.
  void schedule_all(HandleList& waiting) noexcept;
  void schedule_at(TimePoint deadline, Timer& timer) { timers_.add(timer, deadline); }
  void unschedule(Timer& timer) noexcept { timers_.remove(timer); }
  /// Calls `function`; what it throws is reported, except a BaseException, which passes.
  void call_guarded(const std::function<void()>& function, std::source_location where);
  /// For other threads that outlive the loop: it refuses what comes after close().
  std::shared_ptr<Wakeup> wakeup() const noexcept { return wakeup_; }
  /// Where run_in_executor does its work; null: default_executor(). It must outlive the loop.
  void set_default_executor(Executor* executor) noexcept { executor_ = executor; }
  Executor& executor() noexcept;
  Watchers& watchers() noexcept { return watchers_; }
  Selector& selector() noexcept { return *selector_; }
  Clock& clock() noexcept { return clock_; }
  Net& net() noexcept { return net_; }
  Trace* trace() const noexcept { return trace_; }
  std::uint32_t pass() const noexcept { return pass_; }
  /// For a handle while it runs: nobody else is left to run, in this pass or the next.
  bool is_last() const noexcept { return batch_.empty() && ready_.empty(); }
  std::size_t timer_count() const noexcept { return timers_.size(); }
  LinkedList<Owned>& owned() noexcept { return owned_; }

 private:
  void run_once();
  void run_handle(Handle& handle);
  std::optional<Duration> poll_timeout();
  void poll();
  void queue_due_timers();
  void trace_run(Handle& handle) noexcept;
  void check_usable(const char* call) const;
  void refuse_foreign_thread(const char* call) const;
  void discard_queued() noexcept;

  std::unique_ptr<Selector> selector_;
  Clock& clock_;
  Net& net_;
  Watchers watchers_{*selector_};
  TimerQueue timers_;
  HandleList ready_;  // runs in the next pass
  HandleList batch_;  // runs in this one
  std::uint32_t pass_ = 0;
  bool stopping_ = false;
  bool closed_ = false;
  bool debug_ = debug_by_environment();
  Trace* trace_ = nullptr;
  Duration slow_callback_duration_ = std::chrono::milliseconds(100);
  const Owned* parked_ = nullptr;  // see set_parked
  // Where it runs; none: it does not run, and whoever has it may use it. Others ask in debug mode.
  std::atomic<std::thread::id> thread_ = std::thread::id();
  LinkedList<Owned> owned_;
  ExceptionHandler handler_;
  std::unique_ptr<DescriptorCallbacks> descriptor_callbacks_;
  std::shared_ptr<Wakeup> wakeup_;
  Executor* executor_ = nullptr;
  LifeSign life_sign_{*this};
};

}  // namespace kit
