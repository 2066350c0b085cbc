// `bench chat`: the kit's chat server beside the same on asyncio. README.md in this folder says how
// to read the result.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "tests/bench/chat_rows.hpp"
#include "tests/bench/environment.hpp"

namespace kit::bench {
namespace {

struct Arguments {
  ChatBench bench;
  std::vector<std::string> only;
  std::string kit;
  std::string python = "/usr/bin/python3";
  int client_core = 1;
  bool strict = false;
};

std::vector<std::string> row_names() {
  std::vector<std::string> names;
  for (const TalkRow& row : talk_rows) names.emplace_back(row.name);
  names.emplace_back(slow_row.name);
  return names;
}

void declare_options(CLI::App& app, Arguments& arguments) {
  ChatSettings& settings = arguments.bench.settings;
  ChatSpec& spec = arguments.bench.spec;
  arguments.kit =
      beside_this_program("../../servers/chat") + " --port 0 --selector epoll --log-level error";
  app.add_option("--kit", arguments.kit, "command of the server to measure")->capture_default_str();
  app.add_option("--python", arguments.python, "the interpreter of the server beside it")
      ->capture_default_str();
  app.add_option("--only", arguments.only, "measure this row; may be repeated")
      ->allow_extra_args(false)
      ->check(CLI::IsMember(row_names()));
  app.add_option("--rounds", settings.rounds, "rounds of each row")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--clients", spec.clients, "people in the room, the ten talkers among them")
      ->capture_default_str()
      ->check(CLI::Range(20, 5000));
  app.add_flag("--sleeping-client", spec.sleeps,
               "let the client's core sleep, and the servers pay for waking it");
  app.add_option("--server-core", settings.server_core, "core for the servers")
      ->capture_default_str()
      ->check(CLI::Range(0, 1023));
  app.add_option("--client-core", arguments.client_core, "core for the clients")
      ->capture_default_str()
      ->check(CLI::Range(0, 1023));
  app.add_flag("--strict", arguments.strict, "exit with status 1 when a target is missed");
}

void choose_servers(Arguments& arguments) {
  std::vector<ChatSubject>& servers = arguments.bench.servers;
  servers.push_back({"kit", arguments.kit});
  if (access(arguments.python.c_str(), X_OK) != 0) {
    std::cerr << "bench: no " << arguments.python << ": the kit alone, without ratios to asyncio\n";
    return;
  }
  const std::string command =
      arguments.python + " " + beside_this_program("chat_asyncio.py") + " --port 0";
  servers.push_back({"asyncio", command});
  servers.push_back({"asyncio, patient", command + " --patient"});
}

int run_chat(Arguments& arguments) {
  const ChatBench& bench = arguments.bench;
  // All servers of a round are full at the same time: with 0, 1 and 10 slow clients, twice.
  raise_descriptor_limit(6 * (bench.spec.clients + 20), "the rooms");
  pin_client(arguments.client_core, bench.settings.server_core);
  warn_when_busy();
  choose_servers(arguments);
  std::cout << bench.spec.clients << " clients, " << bench.settings.rounds << " rounds\n";
  for (const ChatSubject& server : bench.servers)
    std::cout << server.name << ": " << server.command << '\n';
  std::cout << std::endl;
  const auto wanted = [&](const char* name) {
    const auto& only = arguments.only;
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
  };
  bool reached = true;
  for (const TalkRow& row : talk_rows)
    if (wanted(row.name)) reached = measure_talk(row, bench) && reached;
  if (wanted(slow_row.name)) reached = measure_slow(slow_row, bench) && reached;
  return arguments.strict && !reached ? 1 : 0;
}

}  // namespace
}  // namespace kit::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the kit's chat server beside one on asyncio.");
  kit::bench::Arguments arguments;
  kit::bench::declare_options(app, arguments);
  try {
    app.parse(argc, argv);
    return kit::bench::run_chat(arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
}
