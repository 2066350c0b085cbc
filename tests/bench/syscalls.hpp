// Counts the system calls a server makes, by name.
//
// The kernel's tracepoints count without slowing the server, but reading them takes privileges.
// Otherwise strace counts; it stops the server twice at every call, so it answers "how many", never
// "how fast".
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace kit::bench {

struct SyscallCount {
  bool available = false;  // false: neither tracepoints nor strace can be used here
  std::string method;      // "tracepoints" or "strace"
  uint64_t total = 0;
  std::map<std::string, uint64_t> by_name;  // "other" holds those that have no counter of their own
};

// Counts all system calls of all threads of `pid` while `work` runs.
SyscallCount count_syscalls(pid_t pid, const std::function<void()>& work);

// The two ways; both return available == false where they cannot work.
SyscallCount count_with_tracepoints(pid_t pid, const std::function<void()>& work);
SyscallCount count_with_strace(pid_t pid, const std::function<void()>& work);

}  // namespace kit::bench
