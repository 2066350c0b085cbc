#include "tools/poke/options.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>
#include <utility>

namespace kit::poke {
namespace {

constexpr const char* description =
    "Load client: many clients send lines to a server and check every reply.";

// What the modes mean, for whom --help is the manual.
constexpr const char* footer = R"(
A server is right when it answers each line with a line that contains it: as it came, 'Echo: LINE',
'GOT:LINE'. What it says before the first reply is its greeting. Every message is unique, so a
wrong, doubled or lost reply is found. The latency of a message is the time from its write to the
end of its reply; poke's own work is in it, so compare, and do not take it for the server's alone.

Modes:
  normal       a message, its reply, the next message
The hostile ones. First the well-behaved clients (--beside) talk alone, then beside the hostile ones:
compare the two latencies. At the end a newcomer must be answered, too.
  bytewise     each byte in a packet of its own. Expected: every reply
  coalesced    many messages in one write. Expected: every reply, in order
  half-close   all messages, then FIN. Expected: every reply, then FIN
  reset        connects --messages times, sends, and resets. Expected: accepted every time
  never-reads  writes up to 64 MiB and reads nothing. Expected: slowed down or cut off
  vanish       connects --messages times, and leaves without a word. Expected: accepted every time
  all          all of these in turn

--chat is for the chat server: the well-behaved clients join under names of their own and talk to
each other. Each message must reach all the others, once and in order; its latency ends when the
last one has it. It goes with normal, reset, vanish and never-reads (they join, and hear nothing of
what the others say).

Ctrl-C ends it with a report of what was so far.
Exit status: 0 when all was right, 1 when anything was wrong, 2 for bad arguments, 130 after Ctrl-C.)";

using NamedMode = std::pair<const char*, Mode>;
constexpr std::array<NamedMode, 7> named_modes{{{"normal", Mode::normal},
                                                {"bytewise", Mode::bytewise},
                                                {"coalesced", Mode::coalesced},
                                                {"half-close", Mode::half_close},
                                                {"reset", Mode::reset},
                                                {"never-reads", Mode::never_reads},
                                                {"vanish", Mode::vanish}}};

bool goes_with_chat(Mode mode) {
  return mode != Mode::bytewise && mode != Mode::coalesced && mode != Mode::half_close;
}

/// What CLI11 cannot put into Options itself.
struct Words {
  std::string mode = "normal";
  double timeout = 5;  // seconds
};

void add_options(CLI::App& app, Options& options, Words& words) {
  app.add_option("HOST", options.host, "A name, a number, or the path of a Unix socket")
      ->required();
  app.add_option("PORT", options.port, "1 to 65535")->required()->check(CLI::Range(1, 65535));
  const auto number = [&app](const char* name, int& value, int least, int most, const char* help) {
    app.add_option(name, value, help)->check(CLI::Range(least, most))->capture_default_str();
  };
  number("--clients", options.clients, 1, 100'000, "Clients at the same time");
  number("--messages", options.messages, 1, 100'000'000, "Messages of each client");
  number("--size", options.size, 32, 1 << 20, "Bytes of a message, with its line feed");
  number("--beside", options.beside, 0, 10'000, "Well-behaved clients beside hostile ones");
  std::vector<std::string> names{"all"};
  for (const NamedMode& named : named_modes) names.emplace_back(named.first);
  app.add_option("--mode", words.mode, "How the clients behave: see below")
      ->check(CLI::IsMember(std::move(names)))
      ->capture_default_str();
  // The negation also refuses "nan", which is in every range of CLI11's.
  const auto check_seconds = [](const std::string& text) {
    char* end = nullptr;
    const double seconds = std::strtod(text.c_str(), &end);
    const bool good = !text.empty() && *end == '\0' && seconds >= 0.001 && seconds <= 86400;
    return good ? "" : "'" + text + "' is not a number of seconds from 0.001 to 86400";
  };
  app.add_option("--timeout", words.timeout, "Seconds to wait for a connection, or for a reply")
      ->check(CLI::Validator(check_seconds, "SECONDS"))
      ->capture_default_str();
  app.add_flag("--chat", options.chat, "The clients talk to each other: see below");
}

std::vector<Mode> modes_called(const std::string& name, bool chat) {
  std::vector<Mode> modes;
  for (const NamedMode& named : named_modes) {
    const bool meant = name == "all" ? !chat || goes_with_chat(named.second) : name == named.first;
    if (meant) modes.push_back(named.second);
  }
  return modes;
}

/// Why these options do not go together; empty when they do.
std::string contradiction(const Options& options) {
  if (!options.chat) return {};
  for (const Mode mode : options.modes) {
    if (!goes_with_chat(mode))
      return "--chat does not go with --mode " + std::string(name_of(mode));
    if (mode == Mode::normal && options.clients < 2)
      return "--chat needs at least two --clients: one alone hears nobody";
    if (mode != Mode::normal && options.beside < 2)
      return "--chat needs at least two clients --beside: one alone hears nobody";
  }
  return {};
}

}  // namespace

std::string_view name_of(Mode mode) {
  for (const NamedMode& named : named_modes)
    if (named.second == mode) return named.first;
  return "";
}

std::optional<int> parse_command_line(int argc, const char* const* argv, Options& options) {
  CLI::App app(description, "poke");
  app.footer(footer);
  Words words;
  add_options(app, options, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& error) {
    std::cerr << "poke: " << error.what() << " (try --help)\n";
    return 2;
  }
  options.timeout =
      std::chrono::duration_cast<Duration>(std::chrono::duration<double>(words.timeout));
  options.modes = modes_called(words.mode, options.chat);
  const std::string fault = contradiction(options);
  if (fault.empty()) return std::nullopt;
  std::cerr << "poke: " << fault << " (try --help)\n";
  return 2;
}

}  // namespace kit::poke
