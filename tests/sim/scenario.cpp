#include "tests/sim/scenario.hpp"

#include <stdexcept>
#include <string>

#include "loop/sim/world.hpp"

namespace kit::sim {

const std::vector<Scenario>& all_scenarios() {
  static const std::vector<Scenario> all{{"echo", run_echo}, {"chat", run_chat}};
  return all;
}

const Scenario& scenario_named(std::string_view name) {
  std::string known;
  for (const Scenario& scenario : all_scenarios()) {
    if (scenario.name == name) return scenario;
    known += (known.empty() ? "" : ", ") + std::string(scenario.name);
  }
  throw std::invalid_argument("there is no scenario '" + std::string(name) + "' (there are " +
                              known + ")");
}

void run_seeds(const Scenario& scenario, const Profile& profile, std::uint64_t first,
               std::uint64_t count) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    try {
      (void)check_same_twice(
          seed, [&](std::uint64_t given) { return scenario.run(given, profile, Story()); });
    } catch (const std::exception& failure) {
      throw Failure(std::string(failure.what()) + "\nagain: ./kit sim " +
                    std::string(scenario.name) + " --seed " + std::to_string(seed) + " --profile " +
                    std::string(profile.name));
    }
  }
}

}  // namespace kit::sim
