// From what people type to addresses.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "loop/os/address.hpp"

namespace kit {

/// There is no such host.
class HostError : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// As parse_host; empty when a look-up is needed.
std::vector<Address> parse_known(std::string_view host, std::uint16_t port);

/// Addresses that need no look-up: a number ("127.0.0.1", "::1"), "localhost" (both loopbacks,
/// RFC 6761), a path with a slash or "unix:PATH" (a Unix socket; the port is ignored), or "" (all
/// interfaces, IPv4 and IPv6). Throws HostError for anything else.
std::vector<Address> parse_host(std::string_view host, std::uint16_t port);

/// As parse_host, and looks names up with getaddrinfo(3). That may take seconds: while a loop
/// runs, take getaddrinfo() (streams/lookup.hpp). Throws HostError when there is no such host.
std::vector<Address> resolve(std::string_view host, std::uint16_t port);

}  // namespace kit
