// Barrier: a number of tasks wait until all of them are there. Source: asyncio.Barrier.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include "loop/tasks/task_base.hpp"

namespace kit {

/// The barrier was aborted or reset while a task waited at it, or before.
class BrokenBarrierError : public std::runtime_error {
 public:
  BrokenBarrierError() : std::runtime_error("the barrier is broken") {}
};

/// Must outlive those who wait at it. Only a loop that closes may destroy it before them.
class Barrier {
 public:
  class [[nodiscard]] Waiting final : public Wait {
   public:
    explicit Waiting(Barrier& barrier) noexcept : barrier_(barrier) {}
    bool await_ready();
    bool await_suspend(Paused coroutine) noexcept;
    /// 0 to parties - 1, in the order of arrival. Throws BrokenBarrierError.
    std::size_t await_resume();
    std::string describe() const override { return "at a barrier"; }

   protected:
    void abandon() noexcept override;

   private:
    friend class Barrier;
    void leave(bool broken) noexcept;
    Barrier& barrier_;
    std::size_t index_ = 0;
    bool waits_ = false;
    bool broken_ = false;
  };

  /// Throws std::invalid_argument for 0.
  explicit Barrier(std::size_t parties);
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  /// `co_await barrier.wait()`: until `parties` tasks are there. The last one does not wait.
  Waiting wait() noexcept { return Waiting(*this); }
  /// Those who wait get BrokenBarrierError; the barrier can be used again, also after abort().
  void reset() noexcept {
    aborted_ = false;
    release_all(true);
  }
  /// Those who wait get it, and whoever comes later as well.
  void abort() noexcept;

  std::size_t parties() const noexcept { return parties_; }
  std::size_t n_waiting() const noexcept { return count_; }
  bool broken() const noexcept { return aborted_; }

 private:
  void release_all(bool broken) noexcept;

  std::size_t parties_;
  std::size_t count_ = 0;
  bool aborted_ = false;
  LinkedList<Waiting> waiting_;
};

}  // namespace kit
