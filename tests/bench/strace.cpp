// System calls counted by `strace -c`, attached to the server for the length of the work.

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/bench/socket.hpp"
#include "tests/bench/syscalls.hpp"

namespace kit::bench {

namespace {

constexpr int attach_patience_ms = 3'000;

bool is_traced(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("TracerPid:")) return std::stoi(line.substr(10)) != 0;
  }
  return false;
}

pid_t start_strace(pid_t pid, const std::string& report) {
  std::string target = std::to_string(pid);
  pid_t strace = fork();
  if (strace < 0) fail_with_errno("fork for strace");
  if (strace > 0) return strace;
  prctl(PR_SET_PDEATHSIG, SIGINT);  // SIGINT makes strace let go of the server before it ends
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(null, STDERR_FILENO);
  execlp("strace", "strace", "-c", "-f", "-q", "-p", target.c_str(), "-o", report.c_str(), nullptr);
  _exit(127);
}

// A line reads `% time  seconds  usecs/call  calls  [errors]  name`: the fourth word counts, the
// last one names.
void read_report(const std::string& path, SyscallCount& result) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    bool is_row =
        words.size() >= 5 && words[0].find_first_not_of("0123456789.") == std::string::npos;
    if (!is_row || words.back() == "total") continue;
    uint64_t calls = std::strtoull(words[3].c_str(), nullptr, 10);
    result.by_name[words.back()] += calls;
    result.total += calls;
  }
}

}  // namespace

SyscallCount count_with_strace(pid_t pid, const std::function<void()>& work) {
  SyscallCount result;
  char report[] = "/tmp/kit-bench-strace-XXXXXX";
  Fd file(mkostemp(report, O_CLOEXEC));
  if (!file) fail_with_errno("temporary file for strace");
  pid_t strace = start_strace(pid, report);
  bool attached = false;
  bool running = true;
  for (int waited = 0; waited < attach_patience_ms && running && !attached; ++waited) {
    usleep(1000);
    running = waitpid(strace, nullptr, WNOHANG) == 0;
    attached = running && is_traced(pid);
  }
  // strace has the file open by now, and so have we: without a name it cannot be left behind.
  unlink(report);
  if (attached) work();
  if (running) {
    kill(strace, SIGINT);
    waitpid(strace, nullptr, 0);
  }
  if (attached) read_report("/proc/self/fd/" + std::to_string(file.get()), result);
  result.available = attached && result.total > 0;
  result.method = "strace";
  return result;
}

}  // namespace kit::bench
