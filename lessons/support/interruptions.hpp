// Signals that come while a test waits in a system call.
#pragma once

#include <signal.h>
#include <sys/time.h>

namespace kit {

/// Interrupts the call that this program waits in, every millisecond. The signal's handler runs
/// `on_third` once, so that no wait is for ever. A test that goes on waiting is cut, as others are.
class Interruptions {
 public:
  explicit Interruptions(void (*on_third)()) {
    seen_ = 0;
    on_third_ = on_third;
    struct sigaction action {};
    action.sa_handler = on_signal;
    ::sigaction(SIGALRM, &action, &before_);
    const itimerval every_millisecond{{0, 1000}, {0, 1000}};
    ::setitimer(ITIMER_REAL, &every_millisecond, &timer_before_);
    // The same timer would have cut a test that hangs.
    const long patience = timer_before_.it_value.tv_sec * 1000 + 999;
    most_ = static_cast<sig_atomic_t>(patience);
    cut_ = before_.sa_handler;
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;
  ~Interruptions() {
    const itimerval off{};
    ::setitimer(ITIMER_REAL, &off, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
    ::setitimer(ITIMER_REAL, &timer_before_, nullptr);
  }

 private:
  static void on_signal(int number) {
    seen_ = seen_ + 1;
    if (seen_ == 3) on_third_();
    if (seen_ == most_) cut_(number);
  }

  static inline volatile sig_atomic_t seen_ = 0;
  static inline volatile sig_atomic_t most_ = 0;  // as many as there are milliseconds of patience
  static inline void (*on_third_)() = nullptr;
  static inline void (*cut_)(int) = nullptr;
  struct sigaction before_ {};
  itimerval timer_before_{};
};

}  // namespace kit
