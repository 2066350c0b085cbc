// The answer to HELP, a subcommand that every container of commands has.
#pragma once

#include <initializer_list>
#include <string>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// In Redis's words. Each of `lines` is a subcommand or, indented, what it does.
inline void reply_help(Call& call, std::string_view container,
                       std::initializer_list<std::string_view> lines) {
  call.reply.array(lines.size() + 3);
  call.reply.simple(std::string(container) +
                    " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  for (const std::string_view line : lines) call.reply.simple(line);
  call.reply.simple("HELP");
  call.reply.simple("    Prints this help.");
}

}  // namespace kit::resp
