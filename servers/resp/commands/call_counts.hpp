// How often each command was called: INFO commandstats.
#pragma once

#include "servers/resp/commands/command.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {

/// The counters of a command or subcommand: a place in an array, found by where the command stands
/// in its table.
CallCount& call_count(Statistics& statistics, const Command& command);

/// Calls `visit(const Command&)` for each command that can be run: containers give their
/// subcommands, in the order of the counters.
template <class Visit>
void for_each_command(Visit visit) {
  for (const Command& command : all_commands()) {
    visit(command);
    for (const Command& subcommand : command.subcommands) visit(subcommand);
  }
}

/// Counts an error reply by its first word, as "WRONGTYPE". `reply` begins behind the minus sign.
void count_error(Statistics& statistics, std::string_view reply);

}  // namespace kit::resp
