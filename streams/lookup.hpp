// getaddrinfo: names to addresses while the loop goes on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loop/os/address.hpp"
#include "loop/tasks/task.hpp"

namespace kit {

/// What resolve() finds (streams/address.hpp). Names are looked up by another thread; what needs no
/// look-up is there at once. Throws HostError when there is no such host.
Task<std::vector<Address>> getaddrinfo(std::string host, std::uint16_t port);

}  // namespace kit
