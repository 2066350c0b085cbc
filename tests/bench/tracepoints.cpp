// System calls counted by the kernel: one perf event for each thread and each call of interest.

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "tests/bench/process.hpp"
#include "tests/bench/socket.hpp"
#include "tests/bench/syscalls.hpp"

namespace kit::bench {

namespace {

// The calls an event loop is likely to make. What is missing here is still part of the total, as
// "other".
constexpr const char* interesting[] = {
    "epoll_wait", "epoll_pwait", "epoll_pwait2",   "epoll_ctl",     "poll",
    "ppoll",      "select",      "pselect6",       "read",          "readv",
    "recvfrom",   "recvmsg",     "write",          "writev",        "sendto",
    "sendmsg",    "accept",      "accept4",        "close",         "timerfd_settime",
    "futex",      "shutdown",    "io_uring_enter", "clock_gettime", "sched_yield",
};

// 0 when there is no such tracepoint, or it may not be read.
uint64_t tracepoint_id(const std::string& name) {
  for (const char* root : {"/sys/kernel/tracing/events/", "/sys/kernel/debug/tracing/events/"}) {
    std::ifstream file(root + name + "/id");
    uint64_t id = 0;
    if (file >> id) return id;
  }
  return 0;
}

struct Counter {
  std::string name;
  Fd fd;
};

bool open_counters(std::vector<Counter>& counters, const std::string& name,
                   const std::string& tracepoint, pid_t pid) {
  uint64_t id = tracepoint_id(tracepoint);
  if (id == 0) return false;
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_TRACEPOINT;
  attributes.size = sizeof attributes;
  attributes.config = id;
  attributes.disabled = 1;
  for (pid_t thread : threads_of(pid)) {
    Fd fd(static_cast<int>(
        syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC)));
    if (!fd) return false;
    counters.push_back(Counter{name, std::move(fd)});
  }
  return true;
}

}  // namespace

SyscallCount count_with_tracepoints(pid_t pid, const std::function<void()>& work) {
  SyscallCount result;
  std::vector<Counter> counters;
  if (!open_counters(counters, "total", "raw_syscalls/sys_enter", pid)) return result;
  for (const char* name : interesting) {
    open_counters(counters, name, std::string("syscalls/sys_enter_") + name, pid);
  }
  for (Counter& counter : counters) ioctl(counter.fd.get(), PERF_EVENT_IOC_ENABLE, 0);
  work();
  for (Counter& counter : counters) ioctl(counter.fd.get(), PERF_EVENT_IOC_DISABLE, 0);

  uint64_t named = 0;
  for (Counter& counter : counters) {
    uint64_t value = 0;
    if (read(counter.fd.get(), &value, sizeof value) != sizeof value)
      fail_with_errno("read a perf counter");
    if (counter.name == "total") {
      result.total += value;
    } else if (value > 0) {
      result.by_name[counter.name] += value;
      named += value;
    }
  }
  if (result.total > named) result.by_name["other"] = result.total - named;
  result.available = true;
  result.method = "tracepoints";
  return result;
}

SyscallCount count_syscalls(pid_t pid, const std::function<void()>& work) {
  SyscallCount result = count_with_tracepoints(pid, work);
  return result.available ? result : count_with_strace(pid, work);
}

}  // namespace kit::bench
