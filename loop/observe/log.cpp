#include "loop/observe/log.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <condition_variable>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace kit {
namespace {

bool is_pipe(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode);
}

// Between the question whether a pipe has room and the write, nobody else of this process may
// write: stdout and stderr are often the same pipe. (Of other processes we know nothing. They may
// share the pipe, too, and then a write may wait for its reader.)
std::mutex pipe_mutex;
int threads_in_write = 0;  // guarded by it

}  // namespace

struct LineSink::State {
  State(int descriptor, std::size_t limit)
      : fd(descriptor), bound(limit), is_pipe(kit::is_pipe(descriptor)) {}

  std::mutex mutex;
  std::condition_variable changed;
  const int fd;
  const std::size_t bound;
  const bool is_pipe;
  std::string waiting;      // lines that the thread has not taken yet
  std::size_t dropped = 0;  // lines since the last report of this
  bool started = false;
  bool writing = false;  // the thread is in write(2) with what it took
  bool closing = false;
  int users = 1;  // the sink and the thread

  bool write_at_once(const std::string& line);
  bool start_thread();
  void work();
  void leave(std::unique_lock<std::mutex> lock);
};

namespace {

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count > 0)
      bytes.remove_prefix(static_cast<std::size_t>(count));
    else if (errno == EAGAIN)
      // Somebody else made this descriptor non-blocking. This thread may wait; the loop's may not.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    else if (errno != EINTR)
      return;  // EPIPE, EBADF: nobody will ever read this, and there is nobody to tell
  }
}

void count_thread_in_write(int change) {
  const std::lock_guard lock(pipe_mutex);
  threads_in_write += change;
}

/// SIGPIPE and Ctrl-C are for the main thread; a closed pipe must be EPIPE here.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

/// False when the line has to wait. POLLOUT means room for PIPE_BUF bytes (pipe(7)).
bool LineSink::State::write_at_once(const std::string& line) {
  if (!is_pipe || !waiting.empty() || writing || line.size() > PIPE_BUF) return false;
  const std::lock_guard pipe_lock(pipe_mutex);
  if (threads_in_write > 0) return false;
  pollfd query{.fd = fd, .events = POLLOUT, .revents = 0};
  if (::poll(&query, 1, 0) != 1 || query.revents != POLLOUT) return false;
  return ::write(fd, line.data(), line.size()) > 0;  // so few bytes go all or not at all
}

void LineSink::State::leave(std::unique_lock<std::mutex> lock) {
  const bool last = --users == 0;
  lock.unlock();
  if (last) delete this;
}

/// False when the system has no more threads. A log line is no reason to end the program.
bool LineSink::State::start_thread() {
  try {
    std::thread([this] { work(); }).detach();
  } catch (const std::system_error&) {
    return false;
  }
  started = true;
  ++users;
  return true;
}

void LineSink::State::work() {
  block_signals();
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return closing || !waiting.empty(); });
    if (waiting.empty()) break;
    std::string taken;
    taken.swap(waiting);
    if (dropped > 0) taken += "(" + std::to_string(dropped) + " lines dropped: nobody read)\n";
    dropped = 0;
    writing = true;
    lock.unlock();
    count_thread_in_write(1);
    write_all(fd, taken);
    count_thread_in_write(-1);
    lock.lock();
    writing = false;
    changed.notify_all();
  }
  leave(std::move(lock));
}

LineSink::LineSink(int fd, std::size_t bound) : state_(new State(fd, bound)) {}

LineSink::~LineSink() {
  flush(std::chrono::seconds(1));
  std::unique_lock lock(state_->mutex);
  state_->closing = true;
  state_->changed.notify_all();
  state_->leave(std::move(lock));
}

bool LineSink::write_line(std::string_view line) {
  const std::string with_feed = std::string(line) + "\n";
  std::unique_lock lock(state_->mutex);
  if (state_->write_at_once(with_feed)) return true;
  if (state_->waiting.size() + with_feed.size() > state_->bound) {
    ++state_->dropped;
    return false;
  }
  if (!state_->started && !state_->start_thread()) {
    ++state_->dropped;
    return false;
  }
  state_->waiting += with_feed;
  state_->changed.notify_all();
  return true;
}

bool LineSink::flush(Duration limit) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, limit,
                                  [this] { return state_->waiting.empty() && !state_->writing; });
}

namespace {

// Made on first use and never destroyed: other threads may still log while the program ends.
LineSink& standard_sink(int fd) {
  static LineSink& out = *new LineSink(STDOUT_FILENO);
  static LineSink& err = *new LineSink(STDERR_FILENO);
  return fd == STDOUT_FILENO ? out : err;
}

std::atomic<LogLevel> lowest_level{LogLevel::info};

LogHandler& log_handler() {
  static LogHandler& handler = *new LogHandler;
  return handler;
}

constexpr std::array<std::string_view, 5> level_names = {"debug", "info", "warning", "error",
                                                         "off"};
constexpr std::array<std::string_view, 5> level_tags = {"DEBUG", "INFO", "WARNING", "ERROR", ""};

std::string time_stamp() {
  const auto now = std::chrono::system_clock::now();
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local);
  std::snprintf(text + length, sizeof text - length, ".%03d",
                static_cast<int>(since.count() % 1000));
  return text;
}

}  // namespace

LogLevel parse_log_level(std::string_view text) {
  for (std::size_t i = 0; i < level_names.size(); ++i)
    if (level_names[i] == text) return static_cast<LogLevel>(i);
  throw std::invalid_argument("unknown log level '" + std::string(text) +
                              "'; choose one of: debug, info, warning, error, off");
}

std::string_view to_string(LogLevel level) { return level_names[static_cast<std::size_t>(level)]; }

LogHandler set_log_handler(LogHandler handler) {
  return std::exchange(log_handler(), std::move(handler));
}

void set_log_level(LogLevel lowest) { lowest_level = lowest; }
LogLevel log_level() { return lowest_level; }

void log(LogLevel level, std::string_view text) {
  if (level < lowest_level.load(std::memory_order_relaxed)) return;
  if (log_handler()) return log_handler()(level, text);
  const std::string_view tag = level_tags[static_cast<std::size_t>(level)];
  standard_sink(STDERR_FILENO)
      .write_line(time_stamp().append(" ").append(tag).append(" ").append(text));
}

void print_line(std::string_view text) { standard_sink(STDOUT_FILENO).write_line(text); }
void print_error_line(std::string_view text) { standard_sink(STDERR_FILENO).write_line(text); }

void flush_output(Duration limit) {
  standard_sink(STDOUT_FILENO).flush(limit);
  standard_sink(STDERR_FILENO).flush(limit);
}

}  // namespace kit
