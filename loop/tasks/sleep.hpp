// sleep: let the others run, for a while or for one pass.
#pragma once

#include <string>

#include "loop/tasks/task_base.hpp"

namespace kit {

class [[nodiscard]] SleepWait final : public Wait {
 public:
  explicit SleepWait(Duration delay) noexcept : delay_(delay) {}
  ~SleepWait();

  bool await_ready() const noexcept { return false; }
  bool await_suspend(Paused coroutine);
  void await_resume() { unpark(); }
  std::string describe() const override;

 protected:
  void abandon() noexcept override;

 private:
  Duration delay_;
  Timer timer_{*this};
};

/// `co_await sleep(20ms)`. Zero or less: until the next pass.
inline SleepWait sleep(Duration delay) noexcept { return SleepWait(delay); }

}  // namespace kit
