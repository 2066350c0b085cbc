// run: from main() into the world of tasks, and out again with nothing left behind.
#pragma once

#include <source_location>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "loop/tasks/spawn.hpp"

namespace kit {

/// Runs `loop` until `future` is done or the loop is stopped.
void run_until_done(EventLoop& loop, FutureBase& future);

/// Cancels every task of `loop` and runs it until they have ended; their cleanup runs. What they
/// throw instead is reported to the exception handler, and what leaves the loop (SystemExit,
/// Interrupted) is thrown on when all have ended.
void cancel_all_tasks(EventLoop& loop);

/// Runs `main` as a task and returns its result or throws its exception. Throws std::runtime_error
/// when something stops the loop first.
template <class T>
T run_until_complete(EventLoop& loop, Task<T> main,
                     std::source_location where = std::source_location::current()) {
  loop.check_can_run();  // before there is a task that would stay behind
  const TaskHandle<T> handle = create_task(loop, std::move(main), {}, where);
  run_until_done(loop, handle.state());
  if constexpr (std::is_void_v<T>)
    (void)handle.result();
  else
    return handle.state().take();
}

/// Runs `loop` until `future` is done, cancels what is left, closes the loop; then throws what
/// escaped on the way, if anything did.
void run_and_close(EventLoop& loop, FutureBase& future);

/// Runs `main` in `loop`, then cancels what is left and closes the loop.
template <class T>
T run(EventLoop& loop, Task<T> main, std::source_location where = std::source_location::current()) {
  loop.check_can_run();
  const TaskHandle<T> handle = create_task(loop, std::move(main), {}, where);
  run_and_close(loop, handle.state());
  if constexpr (std::is_void_v<T>)
    (void)handle.result();
  else
    return handle.state().take();
}

/// Runs `main` in a new loop. Throws std::runtime_error when a loop runs in this thread already.
template <class T>
T run(Task<T> main, std::source_location where = std::source_location::current()) {
  if (EventLoop::has_current())
    throw std::runtime_error("run() cannot be called while an event loop runs in this thread");
  EventLoop loop;
  return run(loop, std::move(main), where);
}

}  // namespace kit
