#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ostream>
#include <stdexcept>
#include <utility>

#include "loop/errors.hpp"
#include "loop/os/signals.hpp"

extern char** environ;

namespace kit::test {
namespace {

// Where the program finds its end of the lifeline: above what shells number themselves.
constexpr int lifeline_number = 10;

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  void give(int fd, int as) {
    const int error = ::posix_spawn_file_actions_adddup2(&actions_, fd, as);
    if (error != 0) throw_os_error(error, "posix_spawn_file_actions_adddup2");
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  /// The program starts with the usual actions for all signals, and with none of them blocked.
  Attributes() {
    sigset_t signals;
    sigemptyset(&signals);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    for (const int each : {SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGHUP}) sigaddset(&signals, each);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

pid_t spawn(const std::vector<std::string>& command, const FileActions& actions) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const Attributes attributes;
  pid_t pid = -1;
  const int error =
      ::posix_spawnp(&pid, words[0], actions.get(), attributes.get(), words.data(), environ);
  if (error != 0) throw_os_error(error, "cannot start " + command[0]);
  return pid;
}

/// The same file under a number that the first streams of a program do not have.
Fd moved_up(const Fd& fd) {
  const int number = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, lifeline_number + 1);
  if (number < 0) throw_os_error(errno, "fcntl(F_DUPFD_CLOEXEC)");
  return Fd(number);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Ending& ending) {
  if (ending.signal != 0) return out << "signal " << ending.signal;
  return out << "status " << ending.status;
}

void await_fd(int fd, short events, std::string_view what) {
  pollfd query{.fd = fd, .events = events, .revents = 0};
  int found = 0;
  do {
    found = ::poll(&query, 1, patience);
  } while (found < 0 && errno == EINTR);
  if (found <= 0) throw std::runtime_error("waited in vain for " + std::string(what));
}

Pipe::Pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw_os_error(errno, "pipe");
  out = Fd(ends[0]);
  in = Fd(ends[1]);
  for (const int end : ends) set_close_on_exec(end);
}

void Pipe::fill() {
  const int flags = ::fcntl(in.get(), F_GETFL);
  set_nonblocking(in.get());
  const std::string filler(4096, '.');
  for (std::size_t size = filler.size(); size > 0;)
    if (::write(in.get(), filler.data(), size) <= 0) size /= 2;
  ::fcntl(in.get(), F_SETFL, flags);  // the program that holds this end, too, must be able to wait
}

Process::Process(std::vector<std::string> command, const Streams& streams) {
  ignore_sigpipe();  // of this process: a program that is gone shall be an error of write()
  FileActions actions;
  Pipe in;
  Pipe out;
  Pipe err;
  Pipe lifeline;
  const Fd in_end = moved_up(in.out);
  const Fd out_end = moved_up(out.in);
  const Fd err_end = moved_up(err.in);
  const Fd lifeline_end = moved_up(lifeline.in);
  actions.give(streams.in >= 0 ? streams.in : in_end.get(), STDIN_FILENO);
  actions.give(streams.out >= 0 ? streams.out : out_end.get(), STDOUT_FILENO);
  actions.give(streams.err >= 0 ? streams.err : err_end.get(), STDERR_FILENO);
  actions.give(lifeline_end.get(), lifeline_number);
  pid_ = spawn(command, actions);
  in_ = std::move(in.in);
  out_ = std::move(out.out);
  err_ = std::move(err.out);
  lifeline_ = std::move(lifeline.out);
}

Process::~Process() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Process::signal(int number) const { ::kill(pid_, number); }

void Process::write(std::string_view text) {
  if (::write(in_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw_os_error(errno, "write to the stdin of a program");
}

/// False at the end.
bool Process::read_more(const Fd& from, std::string& text) {
  await_fd(from.get(), POLLIN, "output of a program; so far it said: " + text.substr(0, 2000));
  std::array<char, 65536> room;
  const ssize_t count = ::read(from.get(), room.data(), room.size());
  if (count > 0) text.append(room.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Process::line(const Fd& from, std::string& text) {
  std::size_t end = text.find('\n');
  while (end == text.npos) {
    if (!read_more(from, text)) return std::nullopt;
    end = text.find('\n');
  }
  std::string found = text.substr(0, end);
  text.erase(0, end + 1);
  return found;
}

std::string Process::rest(const Fd& from, std::string& text) {
  while (read_more(from, text)) continue;
  return std::exchange(text, {});
}

Ending Process::wait() {
  if (pid_ < 0) return ending_;
  await_fd(lifeline_.get(), POLLIN, "the end of a program");
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  if (WIFEXITED(status))
    ending_.status = WEXITSTATUS(status);
  else
    ending_.signal = WTERMSIG(status);
  return ending_;
}

Outcome::Outcome(std::vector<std::string> command) {
  Process process(std::move(command));
  process.close_in();
  out = process.out_rest();
  err = process.err_rest();
  ending = process.wait();
}

std::vector<std::string> with_descriptors(int limit, std::vector<std::string> command) {
  const std::string script = "ulimit -n " + std::to_string(limit) + " && exec \"$0\" \"$@\"";
  command.insert(command.begin(), {"/bin/sh", "-c", script});
  return command;
}

}  // namespace kit::test
