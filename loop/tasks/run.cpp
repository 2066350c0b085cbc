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
  } catch (...) {  // a task that leaves the loop while it cleans up
    if (!escaped) escaped = std::current_exception();
  }
  loop.close();
  if (escaped) std::rethrow_exception(escaped);
}

void cancel_all_tasks(EventLoop& loop) {
  // A task may start others while it cleans up: hence the loop around the loop.
  for (auto tasks = all_tasks(loop); !tasks.empty(); tasks = all_tasks(loop)) {
    for (const Ref<TaskBase>& task : tasks) task->cancel();
    for (const Ref<TaskBase>& task : tasks) {
      if (!task->done()) run_until_done(loop, *task);
      if (task->cancelled() || !task->exception()) continue;
      ExceptionContext context;
      context.message = "Exception in " + task->name() + " while the loop shut down";
      context.exception = task->exception();
      loop.call_exception_handler(context);
    }
  }
}

}  // namespace kit
