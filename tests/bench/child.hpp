// A server under test: a child process, pinned to one core, that ends when this object does.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/bench/scratch.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

// Splits at spaces; quotes have no meaning. "servers/echo --port 0" becomes two options and a path.
std::vector<std::string> split_command(const std::string& command);

// Pins the calling process to one core. Throws when the system has no such core.
void pin_to_core(int core);

// The number of cores this process may use.
int usable_cores();

class Server {
 public:
  // Starts the command on `core` and reads `listening on HOST:PORT` from its standard output. A
  // command with `{port}` is given a port instead, and is ready when it accepts connections there;
  // one with `{dir}` is given an empty folder inside `folder`, removed when the server has ended.
  // Throws when the command cannot be started, says something else, or is not ready within 10 s.
  Server(const std::string& command, int core, const std::string& folder = ".");
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  pid_t pid() const { return pid_; }
  uint16_t port() const { return port_; }

 private:
  void spawn(const std::vector<std::string>& words, int core);
  void await_greeting(const std::string& command);
  void await_connection(const std::string& command);
  std::string read_first_line(const std::string& command);
  bool has_ended();
  void stop();

  std::optional<ScratchFolder> folder_;  // outlives the process: stop() runs first
  pid_t pid_ = -1;
  uint16_t port_ = 0;
  Fd output_;  // stays open, so that a server that prints more does not die of SIGPIPE
};

}  // namespace kit::bench
