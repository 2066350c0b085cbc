#include "tools/poke/report.hpp"

#include <array>
#include <cstdio>

#include "tools/poke/modes.hpp"

namespace kit::poke {
namespace {

constexpr std::array<const char*, fault_count> fault_names{
    "connections refused",     "connections reset", "connections closed early",
    "clients waited in vain",  "replies wrong",     "replies doubled",
    "messages without a reply"};

/// "12.346", three decimals.
std::string decimal(double number) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.3f", number);
  return text.data();
}

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }
std::string milliseconds(Duration time) { return decimal(seconds(time) * 1000); }

std::string row(const std::string& name, const std::string& value) {
  constexpr std::size_t width = 14;
  return "\n  " + name + std::string(name.size() < width ? width - name.size() : 1, ' ') + value;
}

std::string of_total(std::uint64_t part, std::uint64_t total) {
  return std::to_string(part) + " of " + std::to_string(total);
}

std::string title(const Run& run) {
  const Options& options = run.options;
  const bool in_connections = run.mode == Mode::reset || run.mode == Mode::vanish;
  std::string text = "poke " + run.server.str() + ", mode " + std::string(name_of(run.mode)) +
                     (options.chat ? " in a chat" : "") + ": " + std::to_string(options.clients) +
                     " clients, ";
  text += in_connections ? std::to_string(options.messages) + " connections each"
                         : std::to_string(options.messages) + " messages of " +
                               std::to_string(options.size) + " bytes each";
  if (run.mode != Mode::normal)
    text += "; beside them " + std::to_string(options.beside) + " well-behaved ones";
  return run.interrupted ? text + "\n  INTERRUPTED: this is what was so far" : text;
}

std::string counts(const Run& run, const Tally& tally) {
  const char* const heard = run.options.chat ? " heard by the others" : " right replies";
  return std::to_string(tally.sent) + " sent, " + std::to_string(tally.right) + heard;
}

std::string errors(const Tally& tally) {
  if (tally.clean()) return "none";
  std::string text;
  for (std::size_t kind = 0; kind < fault_count; ++kind) {
    if (tally.faults[kind] == 0) continue;
    if (!text.empty()) text += row("", "");
    text += std::to_string(tally.faults[kind]) + " " + fault_names[kind] +
            "; the first: " + tally.examples[kind];
  }
  return text;
}

std::string latency(const Latencies& latencies) {
  if (latencies.count() == 0) return "nothing to measure";
  const auto quantile = [&](double fraction) {
    return " " + milliseconds(latencies.quantile(fraction));
  };
  return "p50" + quantile(0.5) + "  p90" + quantile(0.9) + "  p99" + quantile(0.99) + "  p99.9" +
         quantile(0.999) + "  max " + milliseconds(latencies.longest()) + " ms, of " +
         std::to_string(latencies.count());
}

/// What the mode expects of the server, in words.
const char* expectation(Mode mode) {
  switch (mode) {
    case Mode::normal:
    case Mode::bytewise:
      return "every reply";
    case Mode::coalesced:
      return "every reply, in order";
    case Mode::half_close:
      return "every reply, then FIN";
    case Mode::reset:
    case Mode::vanish:
      return "accepted every time";
    case Mode::never_reads:
      return "slowed down or cut off";
  }
  return "";
}

std::string outcome(const Run& run) {
  const std::uint64_t wanted = expected_to_meet(run);
  std::string text = run.options.chat && run.mode == Mode::never_reads ? "nobody else disturbed"
                                                                       : expectation(run.mode);
  text += run.expectation.met == wanted ? ": so it was for " : ": so it was only for ";
  text += of_total(run.expectation.met, wanted);
  if (run.mode == Mode::never_reads && !run.options.chat)
    text += " (" + std::to_string(run.expectation.slowed) + " slowed, " +
            std::to_string(run.expectation.cut) + " cut)";
  return text;
}

std::string connections(const Run& run) {
  return std::to_string(run.main.connections + run.beside.connections) + " made, " +
         std::to_string(run.main.of(Fault::refused) + run.beside.of(Fault::refused)) + " refused";
}

std::string speed(const Run& run) {
  const double time = seconds(run.end - run.begin);
  std::string text = decimal(time) + " s";
  if (run.mode == Mode::reset || run.mode == Mode::vanish || run.mode == Mode::never_reads)
    return text;
  const auto replies = static_cast<double>(run.main.right);
  return text + ", " + std::to_string(static_cast<long long>(time > 0 ? replies / time : 0)) +
         (run.options.chat ? " deliveries/s" : " messages/s");
}

}  // namespace

std::string report(const Run& run) {
  std::string text = title(run);
  text += row("connections", connections(run));
  text += row("messages", counts(run, run.main));
  text += row("errors", errors(run.main));
  text += row("duration", speed(run));
  if (run.mode == Mode::normal) {
    text += row("latency", latency(run.latency));
  } else {
    text += row("well-behaved", counts(run, run.beside));
    text += row("  errors", errors(run.beside));
    text += row("  alone", latency(run.alone));
    text += row("  beside them", latency(run.latency));
  }
  if (!run.interrupted) text += row("expected", outcome(run));
  return text + row("verdict", all_right(run)    ? "all right"
                               : run.interrupted ? "none: it was interrupted"
                                                 : "SOMETHING WAS WRONG");
}

}  // namespace kit::poke
