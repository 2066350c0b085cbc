// publish: a message to all who hear a channel.
#pragma once

#include <cstddef>
#include <string_view>

#include "servers/resp/state/instance.hpp"

namespace kit::resp {

/// To the members of the channel, and of each pattern that it is like: who is both hears it twice.
/// Returns how often it is heard. A member for whom there is no memory is disconnected instead, so
/// that nobody misses a message without knowing. Throws std::bad_alloc before anybody has heard.
std::size_t publish(Instance& instance, std::string_view channel, std::string_view message);

/// To the members of a shard channel.
std::size_t publish_to_shard(Instance& instance, std::string_view channel,
                             std::string_view message);

}  // namespace kit::resp
