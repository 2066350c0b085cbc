// RespClient: a client of a Redis server that keeps every reply as the bytes it came in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/client.hpp"

namespace kit::test {

using Arguments = std::vector<std::string>;

/// A command, as a client sends it: an array of bulk strings.
std::string encoded(const Arguments& command);

/// The words of a line as redis-cli reads it. Throws std::runtime_error if its quotes are not
/// balanced.
Arguments words(std::string_view line);

/// As one would type it into redis-cli.
std::string typed(const Arguments& command);

class RespClient {
 public:
  /// To 127.0.0.1.
  explicit RespClient(std::uint16_t port) : socket_(port) {}

  void send(std::string_view bytes) { socket_.send(bytes); }
  void send(const Arguments& command) { socket_.send(encoded(command)); }

  /// The next reply. If the server closes before its end: what came of it, mostly nothing.
  std::string reply();
  /// Whether it is here already. Never waits.
  bool has_reply();
  std::string command(const Arguments& arguments);
  /// The same, from words of a line.
  std::string command(std::string_view line) { return command(words(line)); }

  /// All until the server's FIN.
  std::string rest();
  /// All through the first `end`, or until the server's FIN.
  std::string read_through(std::string_view end);

  /// The connection itself; nothing may be asked for in both ways.
  Client& socket() noexcept { return socket_; }

 private:
  Client socket_;
  std::string text_;      // read, and from used_ on not asked for yet
  std::size_t used_ = 0;  // so that a reply in a long pipeline does not move all that follow
};

}  // namespace kit::test
