#include "servers/resp/commands/call_counts.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace kit::resp {
namespace {

bool stands_in(std::span<const Command> table, const Command& command) {
  // std::less orders pointers into different arrays, too.
  const std::less<const Command*> before;
  return !before(&command, table.data()) && before(&command, table.data() + table.size());
}

/// First all commands, then the subcommands of one container after the other.
std::size_t index_of(const Command& command) {
  const std::span<const Command> all = all_commands();
  if (stands_in(all, command)) return static_cast<std::size_t>(&command - all.data());
  std::size_t before = all.size();
  for (const Command& container : all) {
    if (stands_in(container.subcommands, command))
      return before + static_cast<std::size_t>(&command - container.subcommands.begin());
    before += container.subcommands.size();
  }
  return before;
}

}  // namespace

CallCount& call_count(Statistics& statistics, const Command& command) {
  const std::size_t index = index_of(command);
  if (index >= statistics.calls.size()) statistics.calls.resize(index + 1);
  return statistics.calls[index];
}

void count_error(Statistics& statistics, std::string_view reply) {
  ++statistics.errors;
  ++statistics.error_kinds[std::string(reply.substr(0, reply.find_first_of(" \r")))];
}

}  // namespace kit::resp
