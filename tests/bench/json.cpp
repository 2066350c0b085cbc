// The same results as JSON, one object for each scenario. Names are plain words without anything to
// escape, except those the user gave with --also.

#include <fstream>

#include "tests/bench/report.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

constexpr const char* kind_name[] = {"ratio",   "per_wall", "syscalls", "memory",
                                     "growing", "flushing", "weight",   "away"};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

void write_line(std::ostream& out, const Line& line, Kind kind) {
  out << "        {\"server\": " << quoted(line.name) << ", \"value\": " << line.value;
  if (is_beside(kind)) out << ", \"amount\": " << line.amount;
  if (is_time(kind)) {
    out << ", \"low\": " << line.low << ", \"high\": " << line.high
        << ", \"by_the_clock\": " << line.worst_ms << ", \"rounds\": " << line.rounds;
  }
  if (is_ratio(kind)) {
    out << ", \"low\": " << line.low << ", \"high\": " << line.high
        << ", \"requests_per_cpu_second\": " << line.per_cpu_second
        << ", \"requests_per_second\": " << line.per_second << ", \"p50_us\": " << line.p50_us
        << ", \"p99_us\": " << line.p99_us;
  }
  if (kind == Kind::syscalls) {
    out << ", \"method\": " << quoted(line.calls.method) << ", \"requests\": " << line.requests
        << ", \"calls\": {";
    const char* comma = "";
    for (const auto& [name, calls] : line.calls.by_name) {
      out << comma << quoted(name) << ": " << calls;
      comma = ", ";
    }
    out << '}';
  }
  out << '}';
}

void write_result(std::ostream& out, const Result& result) {
  const Scenario& scenario = *result.scenario;
  out << "    {\"scenario\": " << quoted(scenario.name) << ", \"title\": " << quoted(scenario.title)
      << ", \"kind\": " << quoted(kind_name[static_cast<int>(scenario.kind)])
      << ", \"must\": " << scenario.must << ", \"aim\": " << scenario.aim
      << ", \"verdict\": " << quoted(verdict(result))
      << ", \"counts\": " << (result.counts ? "true" : "false")
      << ", \"raw_again\": " << result.raw_again << ", \"attempts\": " << result.attempts
      << ",\n      \"servers\": [\n";
  for (size_t i = 0; i < result.lines.size(); ++i) {
    write_line(out, result.lines[i], scenario.kind);
    out << (i + 1 < result.lines.size() ? ",\n" : "\n");
  }
  out << "      ]}";
}

}  // namespace

void write_json(const std::string& path, const std::vector<Result>& results,
                const Settings& settings) {
  std::ofstream out(path);
  out.precision(10);
  out << "{\n  \"rounds\": " << settings.rounds << ", \"seconds\": " << settings.seconds
      << ", \"warm_up\": " << settings.warm_up << ",\n  \"results\": [\n";
  for (size_t i = 0; i < results.size(); ++i) {
    write_result(out, results[i]);
    out << (i + 1 < results.size() ? ",\n" : "\n");
  }
  out << "  ]\n}\n" << std::flush;
  if (!out) fail("cannot write " + path);
}

}  // namespace kit::bench
