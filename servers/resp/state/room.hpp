// make_room: keeps the memory under Parameters::maxmemory.
#pragma once

#include "servers/resp/state/instance.hpp"

namespace kit::resp {

enum class Room {
  enough,
  later,  // more has to go than one command may wait for: the rest goes soon, look_after() helps
  none,   // nothing may go
};

/// Takes out keys until the keys and what waits for clients are under the limit: as many as can go
/// in a fraction of a millisecond. Each is written down as DEL, and counted.
Room make_room(Instance& instance);

}  // namespace kit::resp
