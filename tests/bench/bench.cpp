// `bench echo`: the kit's echo server beside a hand-written one. README.md in this folder says how
// to read the result.

#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/bench/environment.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"

namespace kit::bench {
namespace {

struct Arguments {
  Settings settings;
  std::vector<std::string> only;
  std::vector<std::string> also;
  std::string json;
  int client_core = 1;
  bool strict = false;
};

std::string scenario_names() {
  std::string names;
  for (const Scenario& scenario : scenarios)
    names += (names.empty() ? "" : ", ") + std::string(scenario.name);
  return names;
}

void declare_options(CLI::App& app, Arguments& arguments) {
  Settings& settings = arguments.settings;
  settings.raw_command = beside_this_program("raw_epoll") + " --port 0";
  settings.servers = beside_this_program("../../servers");
  settings.kit = Subject{
      "kit", settings.servers + "/echo --style raw --port 0 --selector epoll --log-level error"};
  app.add_option("--kit", settings.kit.command, "command of the server to measure")
      ->capture_default_str();
  app.add_option("--raw", settings.raw_command, "command of the yardstick")->capture_default_str();
  app.add_option("--also", arguments.also, "NAME=COMMAND of a further server; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--only", arguments.only,
                 "run this scenario; may be repeated. One of: " + scenario_names())
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
  app.add_option("--client-core", arguments.client_core, "core for the client")
      ->capture_default_str()
      ->check(CLI::Range(0, 1023));
  app.add_option("--json", arguments.json, "also write the results to this file");
  app.add_flag("--strict", arguments.strict,
               "exit with status 1 when a target is missed or a result does not count");
}

void add_other_servers(Arguments& arguments) {
  for (const std::string& entry : arguments.also) {
    size_t equals = entry.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == entry.size()) {
      throw CLI::ValidationError("--also", "should look like NAME=COMMAND, not '" + entry + "'");
    }
    arguments.settings.others.push_back(Subject{entry.substr(0, equals), entry.substr(equals + 1)});
  }
}

std::vector<const Scenario*> chosen_scenarios(const Arguments& arguments) {
  std::vector<const Scenario*> chosen;
  for (const std::string& name : arguments.only) {
    const Scenario* scenario = find_scenario(name.c_str());
    if (scenario == nullptr) {
      throw CLI::ValidationError("--only",
                                 "no scenario '" + name + "'; there are " + scenario_names());
    }
    chosen.push_back(scenario);
  }
  if (chosen.empty()) {
    for (const Scenario& scenario : scenarios) chosen.push_back(&scenario);
  }
  return chosen;
}

int run_echo(const Arguments& arguments, const std::vector<const Scenario*>& chosen) {
  raise_descriptor_limit(8'200, "'idle' and 'memory'");
  pin_client(arguments.client_core, arguments.settings.server_core);
  warn_when_busy();
  const Settings& settings = arguments.settings;
  std::cout << "kit: " << settings.kit.command << "\nraw epoll: " << settings.raw_command << '\n'
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
  if (!arguments.json.empty()) write_json(arguments.json, results, settings);
  return arguments.strict && !all_reached ? 1 : 0;
}

int main_of(int argc, char** argv) {
  CLI::App app{"Measures the kit's servers beside hand-written ones."};
  app.require_subcommand(1);
  CLI::App* echo = app.add_subcommand("echo", "the echo server, beside raw epoll");
  Arguments arguments;
  declare_options(*echo, arguments);
  std::vector<const Scenario*> chosen;
  try {
    app.parse(argc, argv);
    add_other_servers(arguments);
    chosen = chosen_scenarios(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return run_echo(arguments, chosen);
}

}  // namespace
}  // namespace kit::bench

int main(int argc, char** argv) {
  try {
    return kit::bench::main_of(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
}
