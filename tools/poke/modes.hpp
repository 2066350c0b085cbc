// What each kind of client does.
#pragma once

#include "tools/poke/session.hpp"

namespace kit::poke {

/// Well-behaved: a message, its reply, the next message.
Task<void> ask_all(Session& session);

/// A client of the mode of `run`. Throws nothing but Cancelled: what goes wrong is counted.
Task<void> misbehave(Run& run, int client);

/// How many clients or connections are to meet the expectation of the mode.
std::uint64_t expected_to_meet(const Run& run);

}  // namespace kit::poke
