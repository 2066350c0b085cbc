// Who may connect at all.
#pragma once

#include <string_view>

#include "loop/os/address.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {

/// True for a client on this machine: 127.x.x.x, ::1, or a Unix socket.
bool is_local(const Address& peer);

/// What a client that may not stay is told, as it goes over the wire; empty for those who may.
/// Too many are there (Parameters::maxclients), or it comes from elsewhere while protected mode is
/// on and everybody may do everything. Counts those whom it refuses.
std::string_view refusal(Instance& instance, const Address& peer);

}  // namespace kit::resp
