// Duel: random commands to both servers, until a reply differs; then the few commands that show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/redis/conversation.hpp"
#include "tests/redis/grammar.hpp"

namespace kit::test {

/// The first reply that was not alike.
struct Difference {
  std::size_t number = 0;  // of its step
  Replies replies;
};

/// Sends the steps to empty servers.
std::optional<Difference> play(const std::vector<Step>& steps, const Side& redis, const Side& ours,
                               int protocol);

/// Leaves out what is not needed for a difference: mostly a handful of steps remain. The same steps
/// if they do not differ a second time.
std::vector<Step> shrunk(std::vector<Step> steps, const Side& redis, const Side& ours,
                         int protocol);

/// `count` commands of this seed. What differed, for people to read: the number of the command,
/// both replies, and the shortest list that was found. Empty if nothing did. The servers should
/// have a low proto-max-bulk-len: some offsets would otherwise make strings of half a gigabyte.
std::string duel(std::uint64_t seed, std::size_t count, const Side& redis, const Side& ours,
                 int protocol);

}  // namespace kit::test
