// The command line of poke.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loop/os/clock.hpp"

namespace kit::poke {

/// How the clients behave.
enum class Mode {
  normal,       // a message, its reply, the next message
  bytewise,     // each byte in a packet of its own
  coalesced,    // many messages in one write
  half_close,   // all messages, then FIN, then listen
  reset,        // some messages, and RST while the server is at it
  never_reads,  // writes, and takes no reply in
  vanish,       // connects, and leaves without a word
};

/// As on the command line: "half-close".
std::string_view name_of(Mode mode);

struct Options {
  std::string host;  // a name, a number, or a path
  std::uint16_t port = 0;
  int clients = 50;
  int messages = 100;  // of each client; in the modes reset and vanish: connections
  int size = 64;       // of a message in bytes, with its line feed
  int beside = 5;      // well-behaved clients beside those of a hostile mode
  Duration timeout = std::chrono::seconds(5);  // for a connection, and for each reply
  std::vector<Mode> modes{Mode::normal};       // one after the other
  bool chat = false;                           // the well-behaved ones talk to each other
};

/// Fills in what the command line says. Returns an exit status when the program is to end now: 0
/// after --help, 2 after one line on stderr about a bad argument.
std::optional<int> parse_command_line(int argc, const char* const* argv, Options& options);

}  // namespace kit::poke
