// What the command lines of `bench echo` and `bench resp` have in common: a table of scenarios, and
// how they are to be measured.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/measure.hpp"

namespace kit::bench {

struct CommandLine {
  std::span<const Scenario> scenarios;  // all there are
  Settings settings;
  std::vector<std::string> only;
  std::vector<std::string> also;
  std::string json;
  int client_core = 1;
  bool strict = false;
};

// Declares every option but those that name the servers. `line` holds what their defaults are, and
// lives as long as `app`.
void declare_options(CLI::App& app, CommandLine& line);

// Completes the settings from what was parsed. Throws CLI::ParseError when it makes no sense.
// Returns the scenarios that are wanted.
std::vector<const Scenario*> chosen_scenarios(CommandLine& line);

// Measures them, prints and writes the results. Returns the exit status.
int run(const CommandLine& line, const std::vector<const Scenario*>& chosen);

}  // namespace kit::bench
