#include "tests/bench/measure.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace kit::bench {

namespace {

constexpr int most_attempts = 3;
// At least so long, where a disk is waited for: one fsync may take 20 ms, and a slice needs many.
constexpr double disk_slice = 0.25;
constexpr double disk_seconds = 2;
// Runs of a hundred thousand requests: their number comes from this, their length does not.
constexpr double run_slice = 0.1;

}  // namespace

bool reaches(const Scenario& scenario, double value, double target) {
  constexpr double rounding = 1e-9;
  double printed = std::round(value * 100) / 100;
  return is_ratio(scenario.kind) ? printed >= target - rounding : printed <= target + rounding;
}

void relate_to_yardstick(Result& result) {
  const double yardstick = result.lines[yardstick_place].value;
  for (Line& line : result.lines) {
    line.amount = line.value;
    for (double* value : {&line.value, &line.low, &line.high}) *value /= yardstick;
  }
}

namespace {

/// With the server that the scenario wants to be measured, and its options.
Settings as_wanted(const Scenario& scenario, Settings settings) {
  if (scenario.program != nullptr) {
    const std::string command = scenario.program;
    settings.kit.name = command.substr(0, command.find('_'));
    settings.kit.command = settings.servers + "/" + command + " --port 0 --log-level error";
  }
  if (scenario.kind == Kind::per_wall) {
    settings.slice = std::max(settings.slice, disk_slice);
    settings.seconds = std::max(settings.seconds, disk_seconds);
  }
  if (scenario.load.run > 0) settings.slice = std::max(settings.slice, run_slice);
  settings.kit.command += std::string(" ") + scenario.options;
  settings.yardstick.command += std::string(" ") + scenario.yardstick_options;
  return settings;
}

}  // namespace

Result measure(const Scenario& scenario, const Settings& given) {
  const Settings settings = as_wanted(scenario, given);
  if (is_time(scenario.kind)) return measure_stall(scenario, settings);
  if (!is_ratio(scenario.kind)) return measure_once(scenario, settings);
  Result result;
  for (int attempt = 1; attempt <= most_attempts; ++attempt) {
    result = measure_ratio(scenario, settings);
    result.attempts = attempt;
    if (result.counts) break;
  }
  return result;
}

}  // namespace kit::bench
