#include "tests/bench/resp_bench.hpp"

#include <cstdio>
#include <iostream>

#include "tests/bench/environment.hpp"
#include "tests/bench/resp_scenarios.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

// No snapshots and no log, as the targets want it, and nothing to say but what goes wrong.
constexpr const char* redis_options =
    " --port {port} --bind 127.0.0.1 --loglevel warning --save --appendonly no"
    " --auto-aof-rewrite-percentage 0";
constexpr const char* kit_options = " --host 127.0.0.1 --port 0 --log-level error";
constexpr std::string_view redis_of_the_targets = "v=7.0.15 ";

// What the user has said of these weighs more.
void hurry(const CLI::App& app, Settings& settings) {
  if (app.count("--rounds") == 0) settings.rounds = 2;
  if (app.count("--seconds") == 0) settings.seconds = 0.2;
}

// The targets were set beside one version; another one is another yardstick.
void tell_version(const std::string& redis) {
  const std::string command = "'" + redis + "' --version";
  std::FILE* output = popen(command.c_str(), "r");
  if (output == nullptr) fail_with_errno("ask redis-server for its version");
  char text[256] = {};
  const bool said = std::fgets(text, sizeof text, output) != nullptr;
  if (pclose(output) != 0 || !said) fail(redis + " does not tell its version");
  std::cout << text;
  if (std::string_view(text).find(redis_of_the_targets) == std::string_view::npos)
    std::cerr << "bench: the targets belong to redis-server 7.0.15, which this is not\n";
}

}  // namespace

void declare_resp(CLI::App& app, RespBench& bench) {
  Settings& settings = bench.line.settings;
  bench.line.scenarios = resp_scenarios;
  settings.kit = Subject{"kit", beside_this_program("../../servers/resp") + kit_options};
  settings.rounds = 5;
  settings.folder = beside_this_program(".");
  app.add_option("--kit", settings.kit.command, "command of the server to measure")
      ->capture_default_str();
  app.add_option("--redis", bench.redis, "the redis-server beside it; default: the one in PATH");
  app.add_option("--dir", settings.folder, "where 'durable' lets the servers write")
      ->capture_default_str()
      ->check(CLI::ExistingDirectory);
  app.add_flag("--quick", bench.quick, "a fast look: two short rounds");
  declare_options(app, bench.line);
}

int run_resp(const CLI::App& app, RespBench& bench) {
  const std::vector<const Scenario*> chosen = chosen_scenarios(bench.line);
  if (bench.redis.empty()) bench.redis = find_program("redis-server");
  if (bench.redis.empty())
    fail("no redis-server to compare with: sudo apt-get install redis-server (or --redis PATH)");
  bench.line.settings.yardstick = Subject{"redis", bench.redis + redis_options};
  if (bench.quick) hurry(app, bench.line.settings);
  raise_descriptor_limit(1'200, "'publish'");
  tell_version(bench.redis);
  return run(bench.line, chosen);
}

}  // namespace kit::bench
