// Measures one scenario: the kit beside the yardstick, in interleaved rounds.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/scenarios.hpp"
#include "tests/bench/syscalls.hpp"

namespace kit::bench {

struct Subject {
  std::string name;
  std::string command;  // prints `listening on HOST:PORT` first
};

struct Settings {
  Subject yardstick;
  Subject kit;
  std::string servers;       // the folder of the programs that a scenario may name
  std::string folder = ".";  // where servers that write files have a folder each
  std::vector<Subject> others;
  int rounds = 7;
  double seconds = 0.7;  // of load for each server in each round
  double slice = 0.05;   // seconds until it is the next server's turn
  double warm_up = 0.1;  // seconds
  int server_core = 0;
};

// One server in one scenario. Each number is the median over the rounds.
struct Line {
  std::string name;
  double value = 0;  // what the kind of the scenario says
  double low = 0;    // lower and upper quartile of a ratio or a time
  double high = 0;
  double amount = 0;  // what was divided by the yardstick's: bytes or milliseconds
  // Only for the times: the longest by the client's clock, with all that disturbed it, and of how
  // many rounds.
  double worst_ms = 0;
  size_t rounds = 0;
  double per_cpu_second = 0;  // requests for each second of the server's CPU time
  double per_second = 0;      // requests for each second of the wall clock
  double p50_us = 0;
  double p99_us = 0;
  SyscallCount calls;     // only for Kind::syscalls
  uint64_t requests = 0;  // during which `calls` were counted
};

struct Result {
  const Scenario* scenario = nullptr;
  std::vector<Line> lines;  // the kit, the yardstick, then the others
  double raw_again = 1;     // median of the yardstick's second measurement over its first
  bool counts = true;       // raw_again lies within the limits, and everything could be measured
  int attempts = 1;
};

// How far raw_again may be from 1. Beyond, the machine was too unsteady for the ratio to mean
// anything. A disk is never as steady as a core.
constexpr double unsteadiness_limit(Kind kind) { return kind == Kind::per_wall ? 0.15 : 0.03; }

// The yardstick's place among the lines of a result.
constexpr size_t yardstick_place = 1;

// A measurement of speed: all servers side by side, in rounds.
Result measure_ratio(const Scenario& scenario, const Settings& settings);

// A measurement that the machine's mood does not touch, of system calls or memory: one server after
// another, once.
Result measure_once(const Scenario& scenario, const Settings& settings);

// The longest time that a server's loop is away, in rounds.
Result measure_stall(const Scenario& scenario, const Settings& settings);

// Where a kind compares amounts with the yardstick's: makes multiples of what is in the lines.
void relate_to_yardstick(Result& result);

// Runs the scenario; an unsteady one is run again, up to three times in all. Throws what the load
// throws, with the name of the server put in front.
Result measure(const Scenario& scenario, const Settings& settings);

// Runs `work` and puts the names of server and scenario in front of what goes wrong.
template <class Work>
auto blaming(const Subject& subject, const Scenario& scenario, Work work) {
  try {
    return work();
  } catch (const std::exception& error) {
    throw std::runtime_error(subject.name + ", " + scenario.title + ": " + error.what());
  }
}

inline uint64_t to_ns(double seconds) { return static_cast<uint64_t>(seconds * 1e9); }

// The target is reached. Compares what the table prints: two decimals.
bool reaches(const Scenario& scenario, double value, double target);

}  // namespace kit::bench
