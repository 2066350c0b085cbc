// Signals that come while a test waits in a system call.
#pragma once

#include <signal.h>
#include <sys/time.h>

namespace kit {

/// Interrupts the call that this program waits in, again and again. The signal's handler runs
/// `on_third` once, so that no wait is for ever.
class Interruptions {
 public:
  explicit Interruptions(void (*on_third)()) {
    seen_ = 0;
    on_third_ = on_third;
    struct sigaction action {};
    action.sa_handler = [](int) {
      seen_ = seen_ + 1;
      if (seen_ == 3) on_third_();
    };
    ::sigaction(SIGALRM, &action, &before_);
    const itimerval every_millisecond{{0, 1000}, {0, 1000}};
    ::setitimer(ITIMER_REAL, &every_millisecond, &timer_before_);
  }
  Interruptions(const Interruptions&) = delete;
  Interruptions& operator=(const Interruptions&) = delete;
  ~Interruptions() {
    const itimerval off{};
    ::setitimer(ITIMER_REAL, &off, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
    ::setitimer(ITIMER_REAL, &timer_before_, nullptr);  // who cuts a test that hangs
  }

 private:
  static inline volatile sig_atomic_t seen_ = 0;
  static inline void (*on_third_)() = nullptr;
  struct sigaction before_ {};
  itimerval timer_before_{};
};

}  // namespace kit
