#include "servers/common/options.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "loop/selectors/selector.hpp"

namespace kit {
namespace {

/// CLI11's own checks speak of types; these say what to do.
CLI::Validator checked(const char* what, std::function<void(const std::string&)> check) {
  return CLI::Validator(
      [check](std::string& text) {
        try {
          check(text);
          return std::string();
        } catch (const std::exception& error) {
          return std::string(error.what());
        }
      },
      what);
}

/// CLI::Range takes "nan" for a number in every range.
void check_seconds(const std::string& text) {
  constexpr double most = 1e9;  // about 30 years
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  const bool is_number = !text.empty() && *end == '\0';
  if (!is_number || !(seconds >= 0 && seconds <= most))
    throw std::invalid_argument("'" + text + "' is not a number of seconds from 0 to 1000000000");
}

/// The smallest servers listen at one place, and leave no file behind.
void check_one_host(const std::string& host) {
  if (host.empty() || host.find('/') != host.npos || host.starts_with("unix:"))
    throw std::invalid_argument("'" + host + "' is not a number or a name, as 127.0.0.1 is");
}

/// Returns the option for the host.
CLI::Option* add_listen(CLI::App& app, ListenOptions& options, std::vector<ChoiceOption>& choices,
                        std::string& level) {
  for (ChoiceOption& choice : choices) {
    CLI::Option* const option = app.add_option(choice.name, choice.value, choice.help);
    if (!choice.choices.empty()) option->check(CLI::IsMember(choice.choices));
    if (!choice.value.empty()) option->capture_default_str();
  }
  CLI::Option* const host = app.add_option("--host", options.host)->capture_default_str();
  app.add_option("--port", options.port, "0: the system chooses")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--log-level", level, "debug, info, warning, error, off")
      ->check(checked("LEVEL", [](const std::string& name) { (void)parse_log_level(name); }))
      ->capture_default_str();
  if (!options.selector.empty())
    app.add_option("--selector", options.selector, "auto, epoll, kqueue, poll, select")
        ->check(checked("NAME", [](const std::string& name) { (void)make_selector(name); }))
        ->capture_default_str();
  return host;
}

void add_serve(CLI::App& app, ServeOptions& options, double& idle) {
  app.add_option("--workers", options.workers, options.workers_help)
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--max-connections", options.max_connections,
                 "Further clients are told that the server is busy; 0: no limit")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  app.add_option("--idle-timeout", idle, "Seconds of silence until a client is sent away; 0: never")
      ->check(checked("SECONDS", check_seconds))
      ->capture_default_str();
  app.add_option("--backlog", options.backlog, "Connections that the system queues")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  app.add_flag("--debug", options.debug,
               "Tell of slow steps and of calls from a foreign thread (also: KIT_DEBUG=1)");
  app.add_option("--trace", options.trace_file, "At the end, write the loop's last events here");
}

std::optional<int> parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    std::cerr << argv[0] << ": " << error.what() << " (try --help)\n";
    return 2;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> parse_command_line(int argc, const char* const* argv, std::string description,
                                      ServeOptions& options, std::vector<ChoiceOption>& choices) {
  CLI::App app(std::move(description));
  std::string level(to_string(options.level));
  double idle = 0;
  add_listen(app, options, choices, level)
      ->description("Where to listen: a number, a name, '' for all interfaces, or a path");
  add_serve(app, options, idle);
  if (const std::optional<int> ended = parse(app, argc, argv)) return ended;
  options.level = parse_log_level(level);
  options.idle_timeout = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(idle));
  return std::nullopt;
}

std::optional<int> parse_command_line(int argc, const char* const* argv, std::string description,
                                      ListenOptions& options, std::vector<ChoiceOption>& choices) {
  CLI::App app(std::move(description));
  std::string level(to_string(options.level));
  add_listen(app, options, choices, level)
      ->description("Where to listen: a number or a name")
      ->check(checked("HOST", check_one_host));
  const std::optional<int> ended = parse(app, argc, argv);
  if (!ended) options.level = parse_log_level(level);
  return ended;
}

std::optional<int> parse_command_line(int argc, const char* const* argv, std::string description,
                                      std::vector<Argument>& arguments) {
  CLI::App app(std::move(description));
  for (Argument& argument : arguments)
    app.add_option(argument.name, argument.value, argument.help)->required();
  return parse(app, argc, argv);
}

}  // namespace kit
