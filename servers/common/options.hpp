// The command line that all servers share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loop/observe/log.hpp"
#include "loop/os/clock.hpp"

namespace kit {

/// What even the smallest server takes.
struct ListenOptions {
  std::string host = "127.0.0.1";  // a name, a number, "" for all interfaces, or a path
  std::uint16_t port = 8080;       // 0: the system chooses
  std::string selector = "auto";   // empty: the server has no choice, and no option
  LogLevel level = LogLevel::info;
};

struct ServeOptions : ListenOptions {
  int workers = 1;          // loops, each in a thread of its own
  int max_connections = 0;  // per server; 0: no limit
  Duration idle_timeout{};  // zero: none
  int backlog = 100;
  bool debug = false;
  std::string trace_file;  // empty: no trace
  std::string workers_help = "Event loops, each in a thread of its own";
};

/// An option of one server alone: its value is one of a few words, or any text when `choices` is
/// empty. What such a text means is the server's to check.
struct ChoiceOption {
  std::string name;  // "--style"
  std::vector<std::string> choices;
  std::string value;  // the default, then what was given
  std::string help;
};

/// Fill in what the command line says. Return an exit status when the program is to end now:
/// 0 after --help, 2 after one line on stderr about a bad argument.
std::optional<int> parse_command_line(int argc, const char* const* argv, std::string description,
                                      ServeOptions& options, std::vector<ChoiceOption>& choices);
std::optional<int> parse_command_line(int argc, const char* const* argv, std::string description,
                                      ListenOptions& options, std::vector<ChoiceOption>& choices);

/// An argument without a dash before it, for programs that are no servers.
struct Argument {
  std::string name;  // "HOST"
  std::string help;
  std::string value;  // what was given
};

/// As above; each argument is required.
std::optional<int> parse_command_line(int argc, const char* const* argv, std::string description,
                                      std::vector<Argument>& arguments);

}  // namespace kit
