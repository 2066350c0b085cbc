#include "tests/bench/report.hpp"

#include <cstdio>

namespace kit::bench {

namespace {

// By kind: how a result and a target are written.
struct Style {
  const char* amount;
  const char* target;
  const char* unit;
};
constexpr Style styles[] = {
    {"%.3f", "%.2f", "x"},   {"%.3f", "%.2f", "x"},   {"%.2f", "%.1f", ""},  {"%.0f", "%.0f", " B"},
    {"%.2f", "%.1f", " ms"}, {"%.2f", "%.1f", " ms"}, {"%.3f", "%.2f", "x"}, {"%.3f", "%.2f", "x"},
};

const Style& style_of(Kind kind) { return styles[static_cast<int>(kind)]; }

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string pad_left(const std::string& text, size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string pad_right(const std::string& text, size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

std::string amount(Kind kind, double value) {
  return format(style_of(kind).amount, value) + style_of(kind).unit;
}

std::string target(Kind kind, double value) { return format(style_of(kind).target, value); }

// "1234567" as "1,234,567"
std::string thousands(double value) {
  std::string text = format("%.0f", value);
  for (size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, 1, ',');
  return text;
}

std::string quartiles(Kind kind, const Line& line) {
  const char* pattern = style_of(kind).amount;
  return format(pattern, line.low) + "-" + format(pattern, line.high);
}

void print_again(std::ostream& out, const Result& result) {
  const double limit = unsteadiness_limit(result.scenario->kind);
  out << "    " << result.lines[yardstick_place].name
      << " against itself: " << format("%.3f", result.raw_again);
  if (!result.counts) {
    out << ", outside " << format("%.2f", 1 - limit) << "-" << format("%.2f", 1 + limit)
        << ": this scenario does not count";
  }
  out << (result.attempts > 1 ? ", attempt " + std::to_string(result.attempts) : "") << '\n';
}

void print_line(std::ostream& out, const Result& result, size_t index) {
  const Line& line = result.lines[index];
  const Scenario& scenario = *result.scenario;
  bool is_kit = index == 0;
  out << pad_right(is_kit ? scenario.title : "", 34) << pad_right(line.name, 11);
  out << pad_left(amount(scenario.kind, line.value), 9);
  out << pad_left(is_kit ? target(scenario.kind, scenario.must) : "", 6);
  out << pad_left(is_kit ? target(scenario.kind, scenario.aim) : "", 6);
  out << "  " << pad_right(is_kit ? verdict(result) : "", 10);
  if (is_ratio(scenario.kind) || is_time(scenario.kind))
    out << pad_left(quartiles(scenario.kind, line), 12);
  if (scenario.kind == Kind::weight) out << "  " << format("%.1f", line.amount) << " B each";
  if (scenario.kind == Kind::away) out << "  " << format("%.2f", line.amount) << " ms";
  if (is_time(scenario.kind)) {
    out << "  by the clock " << format("%.2f", line.worst_ms) << " ms, rounds: " << line.rounds;
  }
  if (is_ratio(scenario.kind)) {
    out << pad_left(thousands(line.per_cpu_second), 11) << pad_left(thousands(line.per_second), 11);
    out << pad_left(format("%.1f", line.p50_us), 9) << pad_left(format("%.1f", line.p99_us), 9);
  }
  out << '\n';
}

void print_calls(std::ostream& out, const Line& line) {
  if (!line.calls.available) {
    out << "    " << line.name << ": neither tracepoints nor strace can count here\n";
    return;
  }
  out << "    " << line.name << ", for 1,000 requests:";
  bool has_epoll_ctl = false;
  for (const auto& [name, calls] : line.calls.by_name) {
    out << ' ' << name << ' '
        << format("%.1f", 1000.0 * static_cast<double>(calls) / static_cast<double>(line.requests));
    has_epoll_ctl = has_epoll_ctl || name == "epoll_ctl";
  }
  // The one call whose absence is worth a word: interest is registered once and stays.
  out << (has_epoll_ctl ? "" : " epoll_ctl 0") << "  (counted by " << line.calls.method << ")\n";
}

}  // namespace

std::string verdict(const Result& result) {
  const Scenario& scenario = *result.scenario;
  if (!result.counts) return is_ratio(scenario.kind) ? "unsteady" : "unmeasured";
  double value = result.lines[0].value;
  if (!reaches(scenario, value, scenario.must)) return "SHORT";
  return reaches(scenario, value, scenario.aim) ? "aim" : "pass";
}

void print_heading(std::ostream& out) {
  out << pad_right("scenario", 34) << pad_right("server", 11) << pad_left("result", 9)
      << pad_left("must", 6) << pad_left("aim", 6) << "  " << pad_right("verdict", 10)
      << pad_left("quartiles", 12) << pad_left("req/CPU-s", 11) << pad_left("req/s", 11)
      << pad_left("p50 us", 9) << pad_left("p99 us", 9) << '\n';
}

void print_result(std::ostream& out, const Result& result) {
  for (size_t i = 0; i < result.lines.size(); ++i) print_line(out, result, i);
  if (is_ratio(result.scenario->kind)) print_again(out, result);
  if (result.scenario->kind == Kind::syscalls) {
    for (const Line& line : result.lines) print_calls(out, line);
  }
  out << '\n' << std::flush;
}

}  // namespace kit::bench
