#include "tests/bench/measure.hpp"

#include <cmath>
#include <string_view>

namespace kit::bench {

namespace {

constexpr int most_attempts = 3;

}  // namespace

const Scenario* find_scenario(const char* name) {
  for (const Scenario& scenario : scenarios) {
    if (std::string_view(scenario.name) == name) return &scenario;
  }
  return nullptr;
}

bool reaches(const Scenario& scenario, double value, double target) {
  constexpr double rounding = 1e-9;
  double printed = std::round(value * 100) / 100;
  return scenario.kind == Kind::ratio ? printed >= target - rounding : printed <= target + rounding;
}

namespace {

/// With the server that the scenario wants to be measured.
Settings with_program(const Scenario& scenario, Settings settings) {
  const std::string command = scenario.program;
  settings.kit.name = command.substr(0, command.find('_'));
  settings.kit.command = settings.servers + "/" + command + " --port 0 --log-level error";
  return settings;
}

}  // namespace

Result measure(const Scenario& scenario, const Settings& given) {
  const Settings settings = scenario.program == nullptr ? given : with_program(scenario, given);
  if (scenario.kind != Kind::ratio) return measure_once(scenario, settings);
  Result result;
  for (int attempt = 1; attempt <= most_attempts; ++attempt) {
    result = measure_ratio(scenario, settings);
    result.attempts = attempt;
    if (result.counts) break;
  }
  return result;
}

}  // namespace kit::bench
