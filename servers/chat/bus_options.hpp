// --bus, --channel and --room: what a chat is told about its bus.
#pragma once

#include <optional>
#include <string>

#include "servers/chat/bus.hpp"

namespace kit {

/// None without a URL. Throws std::invalid_argument that names the option and says what is wrong
/// with it. Without `room`, it is called after the machine and has four random digits behind that,
/// so that two on one machine are told apart.
std::optional<BusOptions> bus_options(const std::string& url, const std::string& channel,
                                      const std::string& room);

}  // namespace kit
