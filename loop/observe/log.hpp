// Log: lines for people, which never make the loop wait.
//
// A write to a terminal that somebody stopped with Ctrl-S, or to a pipe that nobody reads, blocks.
// If the loop did it, every client would wait with it. So the loop only appends to a bounded queue;
// a thread of its own writes. When the queue is full, lines are dropped and counted, and the count
// is written as soon as there is room again. (O_NONBLOCK on stdout would be shorter, and wrong: the
// flag belongs to the terminal that the shell shares.)
//
// A pipe that has room needs no thread: it says so (poll(2)), and then takes a short line at once.
// That spares most servers their second thread, and with it a price that is easy to overlook: in a
// program with threads, glibc makes every recv and send a little dearer.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "loop/os/clock.hpp"

namespace kit {

enum class LogLevel { debug, info, warning, error, off };

/// "debug", "info", "warning", "error", "off". Throws std::invalid_argument, naming these.
LogLevel parse_log_level(std::string_view text);
std::string_view to_string(LogLevel level);

/// Lines for one descriptor, in order. Safe from any thread.
class LineSink {
 public:
  static constexpr std::size_t default_bound = 1 << 20;  // bytes that may wait to be written

  /// Does not own `fd`. The thread starts with the first line that has to wait.
  explicit LineSink(int fd, std::size_t bound = default_bound);
  /// Flushes for a second at most; a reader that is stuck keeps nobody here.
  ~LineSink();
  LineSink(const LineSink&) = delete;
  LineSink& operator=(const LineSink&) = delete;

  /// Adds a line feed. Returns at once; false when the line was dropped because the queue is full.
  bool write_line(std::string_view line);

  /// Waits until all is written, at most `limit`. False if that was not enough.
  bool flush(Duration limit);

 private:
  struct State;
  State* state_;  // shared with the thread; the last of the two deletes it
};

/// Where records go. The default writes "2026-11-20 19:17:56.823 WARNING text" to stderr.
using LogHandler = std::function<void(LogLevel, std::string_view)>;

/// Replaces the handler and returns the one before; an empty one restores the default. Call it
/// while no other thread logs.
LogHandler set_log_handler(LogHandler handler);
void set_log_level(LogLevel lowest);
LogLevel log_level();

void log(LogLevel level, std::string_view text);

/// A line for stdout, and one for stderr without a time stamp, with the same promise.
void print_line(std::string_view text);
void print_error_line(std::string_view text);

/// Gives what is queued for stdout and stderr up to `limit` to get out. At the end of main.
void flush_output(Duration limit = std::chrono::seconds(1));

}  // namespace kit
