// choose: which command is meant, and whether it may run now.
#pragma once

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// The command or subcommand that is meant, if it may run, or be queued for EXEC. Null after
/// replying why not; a transaction in which that happens is not carried out.
/// `found`: what find_command() says of its name.
const Command* choose(Instance& instance, Client& client, const Command* found, Arguments arguments,
                      ReplyWriter& reply);

}  // namespace kit::resp
