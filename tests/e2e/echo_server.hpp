// EchoServer: the program that people start, as a child process.
#pragma once

#include <signal.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/client.hpp"
#include "tests/support/process.hpp"

namespace kit::test {

/// The path of the program, from the build.
std::string echo_program();

/// A command: the echo server on a port that the system chooses, with more options.
std::vector<std::string> echo_command(std::vector<std::string> options = {});

/// A command: one of the servers that came before (servers/ancestors), on such a port, or a client.
std::vector<std::string> ancestor(const std::string& name, std::vector<std::string> options = {});
std::string ancestor_program(const std::string& name);

class EchoServer {
 public:
  /// Runs `command`, and waits for the line that says where it listens.
  explicit EchoServer(std::vector<std::string> command, const Streams& streams = {});
  /// The echo server with this --style.
  explicit EchoServer(const std::string& style) : EchoServer(echo_command({"--style", style})) {}

  /// "127.0.0.1:40123"
  const std::string& address() const noexcept { return address_; }
  std::uint16_t port() const noexcept { return port_; }
  Process& process() noexcept { return process_; }

  Client connect() const { return Client(port_); }
  /// What one client gets for `bytes` and its FIN, until the server's FIN.
  std::string session(std::string_view bytes) const;

  /// Sends SIGTERM, and checks that the server ends as it should: status 0, nothing on stderr but
  /// what it says about the signal.
  void stop() { stop_with(SIGTERM); }
  void stop_with(int signal);
  /// What came on stderr until the end, without the line about the signal. The server must be
  /// stopping.
  std::string complaints();

 private:
  Process process_;
  std::string address_;
  std::uint16_t port_ = 0;
};

}  // namespace kit::test
