// Clients that talk to each other, for servers that pass on what one says to all the others.
#pragma once

#include <string>

#include "tools/poke/run.hpp"

namespace kit::poke {

/// A name that nobody else has.
std::string chat_name(const Run& run, int client);

/// `count` members with numbers from `first` on join, and talk: each says its next message when all
/// the others have its last one. What comes twice or with other bytes is counted; what does not
/// come at all makes everybody wait, until the time is over. A latency ends when the last of the
/// others has the message.
Task<void> chat_circle(Run& run, Group group, int count, int first);

}  // namespace kit::poke
