// How many connections the system allows this program.
#pragma once

namespace kit::poke {

/// Raises the limit of descriptors (RLIMIT_NOFILE) so that `clients` can be connected at once, if
/// the hard limit allows it. Throws std::runtime_error, which says how many are possible.
void allow_clients(int clients);

}  // namespace kit::poke
