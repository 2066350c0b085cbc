#include "tests/bench/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace kit::bench {

namespace {

constexpr int start_patience_ms = 10'000;
// A server may take 5 s to say goodbye to its clients. By the time it is stopped here it has none.
constexpr int stop_patience_ms = 2'000;

bool set_affinity(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<size_t>(core), &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

uint16_t port_of(const std::string& line) {
  constexpr std::string_view greeting = "listening on ";
  size_t colon = line.rfind(':');
  if (!line.starts_with(greeting) || colon == std::string::npos) return 0;
  uint16_t port = 0;
  std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
  return port;
}

}  // namespace

std::vector<std::string> split_command(const std::string& command) {
  std::istringstream stream(command);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void pin_to_core(int core) {
  if (!set_affinity(core)) fail_with_errno("pin to core " + std::to_string(core));
}

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) < 0) fail_with_errno("sched_getaffinity");
  return CPU_COUNT(&set);
}

Server::Server(const std::string& given, int core, const std::string& folder) {
  std::string command = given;
  if (has_place(command, folder_place)) {
    folder_.emplace(folder);
    command = with_place(command, folder_place, folder_->path());
  }
  if (has_place(command, port_place)) {
    port_ = free_port();
    command = with_place(command, port_place, std::to_string(port_));
  }
  const std::vector<std::string> words = split_command(command);
  if (words.empty()) fail("a server's command is empty");
  spawn(words, core);
  // The destructor does not run when a constructor throws, and no child may be left behind.
  try {
    port_ == 0 ? await_greeting(command) : await_connection(command);
  } catch (...) {
    stop();
    throw;
  }
}

void Server::await_greeting(const std::string& command) {
  const std::string line = read_first_line(command);
  port_ = port_of(line);
  if (port_ == 0) {
    fail("'" + command + "' should first print 'listening on HOST:PORT', but printed '" + line +
         "'");
  }
}

void Server::await_connection(const std::string& command) {
  for (int waited = 0; waited < start_patience_ms; ++waited) {
    if (has_ended()) fail("'" + command + "' ended before it listened");
    try {
      connect_to(port_);
      return;
    } catch (const std::runtime_error&) {
      usleep(1000);  // not there yet
    }
  }
  fail("'" + command + "' accepted no connection for 10 s");
}

bool Server::has_ended() {
  if (waitpid(pid_, nullptr, WNOHANG) != pid_) return false;
  pid_ = -1;
  return true;
}

Server::~Server() { stop(); }

void Server::spawn(const std::vector<std::string>& words, int core) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) fail_with_errno("pipe for a server's output");
  output_ = Fd(ends[0]);
  Fd writing(ends[1]);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  pid_ = fork();
  if (pid_ < 0) fail_with_errno("fork");
  if (pid_ > 0) return;
  // Only in the child. It dies with the benchmark, even when that is killed.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Lets strace attach where the system allows it to a parent only.
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  dup2(writing.get(), STDOUT_FILENO);
  if (set_affinity(core)) execv(arguments[0], arguments.data());
  dprintf(STDERR_FILENO, "bench: cannot start '%s' on core %d: %s\n", arguments[0], core,
          std::strerror(errno));
  _exit(127);
}

std::string Server::read_first_line(const std::string& command) {
  std::string line;
  for (;;) {
    pollfd wait{output_.get(), POLLIN, 0};
    int ready = poll(&wait, 1, start_patience_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) fail("'" + command + "' printed no first line for 10 s");
    char byte;
    ssize_t count = read(output_.get(), &byte, 1);
    if (count <= 0) fail("'" + command + "' ended before it listened");
    if (byte == '\n') return line;
    line.push_back(byte);
  }
}

void Server::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  for (int waited = 0; waited < stop_patience_ms; ++waited) {
    if (has_ended()) return;
    usleep(1000);
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace kit::bench
