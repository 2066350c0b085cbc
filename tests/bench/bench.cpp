// `bench echo`: the kit's echo server beside a hand-written one; and `bench resp`. README.md in
// this folder says how to read the result.
#include <iostream>

#include "tests/bench/command_line.hpp"
#include "tests/bench/echo_scenarios.hpp"
#include "tests/bench/environment.hpp"
#include "tests/bench/resp_bench.hpp"

namespace kit::bench {
namespace {

void declare_echo(CLI::App& app, CommandLine& line) {
  Settings& settings = line.settings;
  line.scenarios = echo_scenarios;
  settings.yardstick = Subject{"raw epoll", beside_this_program("raw_epoll") + " --port 0"};
  settings.servers = beside_this_program("../../servers");
  settings.kit = Subject{
      "kit", settings.servers + "/echo --style raw --port 0 --selector epoll --log-level error"};
  app.add_option("--kit", settings.kit.command, "command of the server to measure")
      ->capture_default_str();
  app.add_option("--raw", settings.yardstick.command, "command of the yardstick")
      ->capture_default_str();
  declare_options(app, line);
}

int run_echo(CommandLine& line) {
  const std::vector<const Scenario*> chosen = chosen_scenarios(line);
  raise_descriptor_limit(8'200, "'idle' and 'memory'");
  return run(line, chosen);
}

int main_of(int argc, char** argv) {
  CLI::App app{"Measures the kit's servers beside others."};
  app.require_subcommand(1);
  CLI::App* echo = app.add_subcommand("echo", "the echo server, beside raw epoll");
  CLI::App* resp = app.add_subcommand("resp", "the RESP server, beside redis-server");
  CommandLine echo_line;
  RespBench resp_bench;
  declare_echo(*echo, echo_line);
  declare_resp(*resp, resp_bench);
  try {
    app.parse(argc, argv);
    return resp->parsed() ? run_resp(*resp, resp_bench) : run_echo(echo_line);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
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
