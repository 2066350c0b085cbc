// Until nothing moves any more.
#pragma once

#include <cstddef>

#include "loop/sim/client.hpp"
#include "loop/sim/world.hpp"

namespace kit::sim {

/// Lets time pass until no guest has heard, sent or reached anything for five seconds: out of
/// descriptors, a listener tries again after one. A guest has a `client`.
template <class Guests>
void settle_down(World& world, const Guests& guests) {
  const auto moved = [&guests] {
    std::size_t sum = 0;
    for (const auto& guest : guests)
      sum += guest.client->heard().size() + guest.client->unsent() +
             (guest.client->is_connected() ? 1 : 0);
    return sum;
  };
  for (int quiet = 0; quiet < 5; ++quiet) {
    const std::size_t before = moved();
    world.advance(std::chrono::seconds(1));
    if (moved() != before) quiet = -1;
  }
}

/// What a server may report in such a world, and in no other.
inline void expect_famine(World& world) {
  const Profile& profile = world.profile();
  if (profile.no_descriptor > 0 || profile.descriptor_limit < 100)
    world.expect_report("socket.accept() out of system resource");
}

}  // namespace kit::sim
