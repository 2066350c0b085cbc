// What the kernel knows about a process: the CPU time it used, and the memory it holds.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "tests/bench/socket.hpp"

namespace kit::bench {

// The ids of all threads of a process.
std::vector<pid_t> threads_of(pid_t pid);

// CPU time of all threads, in nanoseconds, user and kernel. The kernel's own count, not one of
// ticks: exact while the process sleeps. Waits up to 0.2 s for it to fall asleep.
uint64_t settled_cpu_ns(pid_t pid);

// What the scheduler knows of a process's main thread, in nanoseconds since it began.
struct CoreTimes {
  uint64_t ran = 0;     // on a core; exact while it sleeps
  uint64_t waited = 0;  // for a core, ready to run; exact whenever it has just run
};

class CoreClock {
 public:
  // Throws when the process is not there.
  explicit CoreClock(pid_t pid);
  CoreTimes now() const;

 private:
  Fd file_;  // stays open: opening it takes longer than reading it
};

// The main thread of a process waits for something else than a core.
bool is_asleep(pid_t pid);

// The share of all cores that was busy during the last `seconds`, 0 to 1. Waits that long.
double busy_share(double seconds);

// Bytes of physical memory the process holds.
uint64_t resident_bytes(pid_t pid);

}  // namespace kit::bench
