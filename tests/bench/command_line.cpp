#include "tests/bench/command_line.hpp"

#include <iostream>

#include "tests/bench/environment.hpp"
#include "tests/bench/report.hpp"

namespace kit::bench {

namespace {

std::string names_of(std::span<const Scenario> scenarios) {
  std::string names;
  for (const Scenario& scenario : scenarios)
    names += (names.empty() ? "" : ", ") + std::string(scenario.name);
  return names;
}

void add_other_servers(CommandLine& line) {
  for (const std::string& entry : line.also) {
    size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == entry.size()) {
      throw CLI::ValidationError("--also", "should look like NAME=COMMAND, not '" + entry + "'");
    }
    line.settings.others.push_back(Subject{entry.substr(0, equals), entry.substr(equals + 1)});
  }
}

}  // namespace

void declare_options(CLI::App& app, CommandLine& line) {
  Settings& settings = line.settings;
  app.add_option("--also", line.also, "NAME=COMMAND of a further server; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--only", line.only,
                 "run this scenario; may be repeated. One of: " + names_of(line.scenarios))
      ->allow_extra_args(false);
  app.add_option("--rounds", settings.rounds, "rounds of each scenario")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--seconds", settings.seconds, "seconds of load for each server in each round")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 60.0));
  app.add_option("--slice", settings.slice, "seconds until it is the next server's turn")
      ->capture_default_str()
      ->check(CLI::Range(0.005, 60.0));
  app.add_option("--warm-up", settings.warm_up, "seconds of load before each round")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 60.0));
  app.add_option("--server-core", settings.server_core, "core for the servers")
      ->capture_default_str()
      ->check(CLI::Range(0, 1023));
  app.add_option("--client-core", line.client_core, "core for the client")
      ->capture_default_str()
      ->check(CLI::Range(0, 1023));
  app.add_option("--json", line.json, "also write the results to this file");
  app.add_flag("--strict", line.strict,
               "exit with status 1 when a target is missed or a result does not count");
}

std::vector<const Scenario*> chosen_scenarios(CommandLine& line) {
  add_other_servers(line);
  std::vector<const Scenario*> chosen;
  for (const std::string& name : line.only) {
    const size_t before = chosen.size();
    for (const Scenario& scenario : line.scenarios)
      if (is_called(scenario, name)) chosen.push_back(&scenario);
    if (chosen.size() == before) {
      throw CLI::ValidationError(
          "--only", "no scenario '" + name + "'; there are " + names_of(line.scenarios));
    }
  }
  if (line.only.empty()) {
    for (const Scenario& scenario : line.scenarios) chosen.push_back(&scenario);
  }
  return chosen;
}

int run(const CommandLine& line, const std::vector<const Scenario*>& chosen) {
  const Settings& settings = line.settings;
  pin_client(line.client_core, settings.server_core);
  warn_when_busy();
  std::cout << settings.kit.name << ": " << settings.kit.command << '\n'
            << settings.yardstick.name << ": " << settings.yardstick.command << '\n'
            << settings.rounds << " rounds, " << settings.seconds
            << " s for each server in each round, in slices of " << settings.slice << " s\n\n";
  print_heading(std::cout);
  std::vector<Result> results;
  bool all_reached = true;
  for (const Scenario* scenario : chosen) {
    results.push_back(measure(*scenario, settings));
    print_result(std::cout, results.back());
    std::string mark = verdict(results.back());
    all_reached = all_reached && (mark == "pass" || mark == "aim");
  }
  if (!line.json.empty()) write_json(line.json, results, settings);
  return line.strict && !all_reached ? 1 : 0;
}

}  // namespace kit::bench
