// How a command runs: execute() from beginning to end; the parts of it for those who run commands
// on behalf of a client: EXEC, and whoever serves a client that has waited.
#pragma once

#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// The whole life of a command: looks it up, checks what must be checked for every one, runs it,
/// and counts. Replies exactly once (nothing while CLIENT REPLY is off), unless it leaves the
/// client waiting: then the reply comes later.
/// `command`: what find_command() says of its name.
void execute(Instance& instance, Client& client, const Command* command, Arguments arguments,
             std::string& out);
inline void execute(Instance& instance, Client& client, Arguments arguments, std::string& out) {
  execute(instance, client, find_command(arguments[0]), arguments, out);
}

/// A command that was chosen, with what the append-only file needs before it and after it.
void run(Call& call);

/// A command that waits for `key`, to which something has happened. False if it waits on.
bool run_again(Instance& instance, Client& client, const Command& command, Arguments arguments,
               ReplyWriter& reply, std::string_view key);

}  // namespace kit::resp
