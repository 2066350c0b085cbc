// What a line of a member means.
#pragma once

#include <string_view>

#include "servers/chat/room.hpp"

namespace kit {

/// Does what the line says: a message to all, or a command. False: the member wants to leave.
bool take_line(Room& room, Member& member, std::string_view line);

}  // namespace kit
