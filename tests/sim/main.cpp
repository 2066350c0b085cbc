// sim: servers in simulated worlds, as many as one likes; and one of them again, with its story.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "tests/sim/scenario.hpp"

namespace kit::sim {
namespace {

struct Arguments {
  std::string scenario;
  std::string profile = "all";
  std::uint64_t seeds = 1000;
  std::uint64_t first = 1;
  std::uint64_t seed = 0;
};

std::vector<Profile> chosen_profiles(const std::string& name) {
  if (name == "all") return all_profiles();
  return {profile_named(name)};
}

/// One world, told as it happens.
int replay(const Arguments& arguments) {
  for (const Profile& profile : chosen_profiles(arguments.profile)) {
    std::cout << "seed " << arguments.seed << ", profile " << profile.name << "\n";
    try {
      const std::uint64_t fingerprint =
          scenario_named(arguments.scenario)
              .run(arguments.seed, profile,
                   [](std::string_view line) { std::cout << line << "\n"; });
      std::cout << "all is well; fingerprint " << std::hex << fingerprint << std::dec << "\n";
    } catch (const std::exception& failure) {
      std::cout << "FAILED: " << failure.what() << "\n";
      return 1;
    }
  }
  return 0;
}

int run_many(const Arguments& arguments) {
  const Scenario& scenario = scenario_named(arguments.scenario);
  int status = 0;
  for (const Profile& profile : chosen_profiles(arguments.profile)) {
    const auto start = std::chrono::steady_clock::now();
    std::cout << scenario.name << ", profile " << profile.name << ", " << arguments.seeds
              << " seeds, each twice: " << std::flush;
    try {
      run_seeds(scenario, profile, arguments.first, arguments.seeds);
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      std::cout << "all is well, " << took.count() << " s\n";
    } catch (const std::exception& failure) {
      std::cout << "FAILED\n" << failure.what() << "\n";
      status = 1;
    }
  }
  return status;
}

int run(int argc, char** argv) {
  CLI::App app{"Runs a server in simulated worlds that break it on purpose."};
  Arguments arguments;
  app.add_option("scenario", arguments.scenario, "echo or chat")->required();
  app.add_option("--profile", arguments.profile,
                 "calm, bytewise, slow_peer, fd_famine, flaky, or all")
      ->capture_default_str();
  app.add_option("--seeds", arguments.seeds, "How many worlds, each run twice")
      ->capture_default_str();
  app.add_option("--first", arguments.first, "The first of these seeds")->capture_default_str();
  CLI::Option* const one =
      app.add_option("--seed", arguments.seed, "This world alone, with its story");
  try {
    app.parse(argc, argv);
    (void)scenario_named(arguments.scenario);
    (void)chosen_profiles(arguments.profile);
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? app.exit(error) : (app.exit(error), 2);
  } catch (const std::invalid_argument& error) {
    std::cerr << "sim: " << error.what() << "\n";
    return 2;
  }
  return one->count() > 0 ? replay(arguments) : run_many(arguments);
}

}  // namespace
}  // namespace kit::sim

int main(int argc, char** argv) { return kit::sim::run(argc, argv); }
