// MULTI and EXEC, as far as every command must know of them.
#pragma once

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// Those that a transaction does not queue: EXEC and its like, and what ends it.
bool runs_at_once(const Command& command) noexcept;

/// Keeps the command for EXEC.
void queue(Call& call);

/// Before the first change of a transaction is written down: MULTI, so that after a crash all of it
/// is there or nothing.
void log_multi(Call& call);

/// The client's transaction, if there is one, is not carried out, and it watches nothing.
void discard_transaction(Client& client) noexcept;

}  // namespace kit::resp
