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

// How long a process's main thread was ready to run and had to wait for a core, in nanoseconds
// since it began. Exact whenever that thread has just run.
class WaitedForCore {
 public:
  // Throws when the process is not there.
  explicit WaitedForCore(pid_t pid);
  uint64_t ns() const;

 private:
  Fd file_;  // stays open: opening it takes longer than reading it
};

// The share of all cores that was busy during the last `seconds`, 0 to 1. Waits that long.
double busy_share(double seconds);

// Bytes of physical memory the process holds.
uint64_t resident_bytes(pid_t pid);

}  // namespace kit::bench
