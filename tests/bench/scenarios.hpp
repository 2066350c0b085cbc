// What a line of a benchmark's table measures. The tables themselves: echo_scenarios.hpp and
// resp_scenarios.hpp.
#pragma once

#include <string_view>

#include "tests/bench/load.hpp"

namespace kit::bench {

enum class Kind {
  ratio,     // requests per CPU-second beside the yardstick's; more is better
  per_wall,  // requests per second of the wall clock beside the yardstick's; more is better
  syscalls,  // system calls of the server for each request; fewer is better
  memory,    // resident bytes for each idle connection and each key; fewer is better
  growing,   // milliseconds that the loop is away while the keyspace grows; fewer is better
  flushing,  // the same while it is flushed
  weight,    // resident bytes for each key or element, divided by the yardstick's; fewer is better
  away,      // how long the loop is away during one command, beside the yardstick; less is better
};

struct Scenario {
  const char* name;  // for --only
  const char* title;
  Kind kind;
  LoadSpec load;
  double must;
  double aim;
  // What is measured in place of the echo server: a program of servers/, with options.
  const char* program = nullptr;
  // Further options of the server that is measured, and of the yardstick.
  const char* options = "";
  const char* yardstick_options = "";
};

// Between servers that live side by side and take turns.
constexpr bool is_ratio(Kind kind) { return kind == Kind::ratio || kind == Kind::per_wall; }

// Measured on the loop of one server after another, in rounds.
constexpr bool is_time(Kind kind) {
  return kind == Kind::growing || kind == Kind::flushing || kind == Kind::away;
}

// An amount, less of which is better, as a multiple of the yardstick's.
constexpr bool is_beside(Kind kind) { return kind == Kind::weight || kind == Kind::away; }

// `set` stands for `set` itself and for all of its family, `set-1`, `set-16` ...
constexpr bool is_called(const Scenario& scenario, std::string_view name) {
  const std::string_view own = scenario.name;
  return own.starts_with(name) && (own.size() == name.size() || own[name.size()] == '-');
}

}  // namespace kit::bench
