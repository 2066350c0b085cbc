#include "tools/course/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "loop/os/fd.hpp"

namespace kit::course {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  return arguments;
}

// The group that runs now, or 0. A terminal's Ctrl-C does not reach it: it is not in front.
volatile pid_t running = 0;

void end_group_and_die(int number) {
  if (running > 0) ::kill(-running, SIGKILL);
  ::signal(number, SIG_DFL);
  ::raise(number);
}

/// While this lives, a signal that ends us ends the group, too.
class SharedEnd {
 public:
  explicit SharedEnd(pid_t group) {
    ::setpgid(group, group);  // as the child does: whoever comes first
    running = group;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      before_[i] = ::signal(numbers[i], end_group_and_die);
  }
  SharedEnd(const SharedEnd&) = delete;
  SharedEnd& operator=(const SharedEnd&) = delete;
  ~SharedEnd() {
    for (std::size_t i = 0; i < numbers.size(); ++i) ::signal(numbers[i], before_[i]);
    running = 0;
  }

 private:
  static constexpr std::array<int, 3> numbers{SIGINT, SIGTERM, SIGHUP};
  std::array<void (*)(int), 3> before_{};
};

/// Only in the child.
[[noreturn]] void start(const std::vector<std::string>& command, const Fd& output) {
  ::setpgid(0, 0);
  const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ::dup2(nothing.get(), STDIN_FILENO);
  ::dup2(output.get(), STDOUT_FILENO);
  ::dup2(output.get(), STDERR_FILENO);
  ::execvp(command.front().c_str(), pointers(command).data());
  ::dprintf(STDERR_FILENO, "cannot start %s: %s\n", command.front().c_str(), std::strerror(errno));
  ::_exit(127);
}

/// Reads until the program and all it has started are gone, or time is up. False if it is up.
bool collect(const Fd& from, Clock::time_point deadline, std::string& output) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd query{.fd = from.get(), .events = POLLIN, .revents = 0};
    if (::poll(&query, 1, static_cast<int>(left)) <= 0) continue;  // time, or a signal
    std::array<char, 65536> room;
    const ssize_t count = ::read(from.get(), room.data(), room.size());
    if (count > 0) output.append(room.data(), static_cast<std::size_t>(count));
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return true;
  }
}

}  // namespace

CommandResult run_command(const std::vector<std::string>& command, std::chrono::seconds limit) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0)
    throw CourseError(std::string("cannot make a pipe: ") + std::strerror(errno));
  const Fd from(ends[0]);
  Fd to(ends[1]);
  for (const int end : ends) set_close_on_exec(end);
  const pid_t pid = ::fork();
  if (pid < 0) throw CourseError(std::string("cannot start a process: ") + std::strerror(errno));
  if (pid == 0) start(command, to);
  to.close();
  const SharedEnd end(pid);
  CommandResult result;
  result.timed_out = !collect(from, Clock::now() + limit, result.output);
  if (result.timed_out) ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

void become(const std::vector<std::string>& command) {
  ::execvp(command.front().c_str(), pointers(command).data());
  throw CourseError("cannot start " + command.front() + ": " + std::strerror(errno));
}

}  // namespace kit::course
