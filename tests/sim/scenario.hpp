// Scenario: a server, people who come to it, and what must hold; all of it drawn from a seed.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "loop/sim/profile.hpp"

namespace kit::sim {

/// Gets each line of the story; empty: nobody wants to know.
using Story = std::function<void(std::string_view)>;

struct Scenario {
  std::string_view name;
  /// Runs it once. Returns the world's fingerprint; throws Failure when something does not hold.
  std::uint64_t (*run)(std::uint64_t seed, const Profile& profile, const Story& story);
};

/// The echo server in all its styles, with and without limits.
std::uint64_t run_echo(std::uint64_t seed, const Profile& profile, const Story& story);
/// The chat server.
std::uint64_t run_chat(std::uint64_t seed, const Profile& profile, const Story& story);

const std::vector<Scenario>& all_scenarios();
/// Throws std::invalid_argument for an unknown name, naming those that there are.
const Scenario& scenario_named(std::string_view name);

/// The seeds from `first` on, each of them twice. Throws Failure for the first that fails; its text
/// ends with the command that replays it.
void run_seeds(const Scenario& scenario, const Profile& profile, std::uint64_t first,
               std::uint64_t count);

}  // namespace kit::sim
