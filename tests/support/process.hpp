// Process: another program, started by a test, with its three streams in the test's hands.
//
// Nothing here waits for ever: what has not come after `patience` throws, so that a broken program
// makes a test fail and not hang. The program is killed, at the latest, when its Process goes.
#pragma once

#include <sys/types.h>

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loop/os/fd.hpp"

namespace kit::test {

/// In milliseconds. Only to fail instead of hanging, so it is generous: machines may be loaded.
inline constexpr int patience = 60'000;

/// Waits until `fd` is ready for `events` of poll(2). Throws when nothing happens.
void await_fd(int fd, short events, std::string_view what);

struct Pipe {
  Pipe();  // both ends are closed on exec
  /// Writes until there is no room left.
  void fill();
  Fd out;  // read here
  Fd in;   // write here
};

/// How a program ended.
struct Ending {
  int status = -1;  // what it gave to exit(3); -1 if a signal ended it
  int signal = 0;   // 0 if none did
  friend bool operator==(const Ending&, const Ending&) = default;
};

/// "status 0" or "signal 15", for messages of doctest.
std::ostream& operator<<(std::ostream& out, const Ending& ending);

/// Descriptors for the program's streams, which the caller keeps; -1: a pipe of the Process.
struct Streams {
  int in = -1;
  int out = -1;
  int err = -1;
};

class Process {
 public:
  /// `command[0]` is looked for as a shell would. Throws std::runtime_error if it cannot be
  /// started.
  explicit Process(std::vector<std::string> command, const Streams& streams = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t pid() const noexcept { return pid_; }
  void signal(int number) const;

  /// To its stdin. `text` must be small enough for a pipe.
  void write(std::string_view text);
  void close_in() noexcept { in_.close(); }

  /// The next line of its stdout or stderr, without the line feed; none at the end.
  std::optional<std::string> out_line() { return line(out_, out_text_); }
  std::optional<std::string> err_line() { return line(err_, err_text_); }

  /// The rest, once it has ended.
  std::string out_rest() { return rest(out_, out_text_); }
  std::string err_rest() { return rest(err_, err_text_); }
  /// Nobody will read what it says on stderr.
  void close_err() noexcept { err_.close(); }

  /// Waits for its end. Reads nothing: a program that has much to say must be read before.
  Ending wait();

 private:
  static bool read_more(const Fd& from, std::string& text);
  static std::optional<std::string> line(const Fd& from, std::string& text);
  static std::string rest(const Fd& from, std::string& text);

  pid_t pid_ = -1;  // -1 once it was waited for
  Ending ending_;
  Fd in_;
  Fd out_;
  Fd err_;
  // The program holds the other end, and nobody else does: readable means that it is gone.
  Fd lifeline_;
  std::string out_text_;  // read from it, not asked for yet
  std::string err_text_;
};

/// Runs a program until it ends, with nothing on its stdin.
struct Outcome {
  explicit Outcome(std::vector<std::string> command);
  Ending ending;
  std::string out;
  std::string err;
};

/// `command`, which then gets descriptors with numbers below `limit` only.
std::vector<std::string> with_descriptors(int limit, std::vector<std::string> command);

}  // namespace kit::test
