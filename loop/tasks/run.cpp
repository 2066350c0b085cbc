#include "loop/tasks/run.hpp"

#include <stdexcept>

#include "loop/errors.hpp"

namespace kit {
namespace {

class StopLoop final : public Handle {
 public:
  explicit StopLoop(EventLoop& loop) : loop_(loop) {}
  void run() override { loop_.stop(); }

 private:
  EventLoop& loop_;
};

void report_late(EventLoop& loop, const TaskBase& task) {
  ExceptionContext context;
  context.message = "Exception in " + task.name() + " while the loop shut down";
  context.exception = task.exception();
  // What leaves the loop is thrown on.
  if (kind_of(context.exception) != ErrorKind::leaves_loop) loop.call_exception_handler(context);
}

}  // namespace

void run_until_done(EventLoop& loop, FutureBase& future) {
  StopLoop stop(loop);
  future.add_waiter(stop);
  loop.run_forever();
  if (!future.done())
    throw std::runtime_error("the event loop was stopped before the task completed");
}

void run_and_close(EventLoop& loop, FutureBase& future) {
  std::exception_ptr escaped;
  try {
    run_until_done(loop, future);
  } catch (...) {
    escaped = std::current_exception();
  }
  try {
    cancel_all_tasks(loop);
  } catch (...) {
    if (!escaped) escaped = std::current_exception();
  }
  loop.close();
  if (escaped) std::rethrow_exception(escaped);
}

void cancel_all_tasks(EventLoop& loop) {
  std::exception_ptr escaped;
  // A task may start others while it cleans up: hence the loop around the loop.
  for (auto tasks = all_tasks(loop); !tasks.empty(); tasks = all_tasks(loop)) {
    for (const Ref<TaskBase>& task : tasks) task->cancel();
    for (const Ref<TaskBase>& task : tasks) {
      while (!task->done()) {
        try {
          run_until_done(loop, *task);
        } catch (const BaseException&) {  // one of them leaves the loop: the others clean up first
          if (!escaped) escaped = std::current_exception();
        }
      }
      if (!task->cancelled() && task->failed()) report_late(loop, *task);
    }
  }
  if (escaped) std::rethrow_exception(escaped);
}

}  // namespace kit
