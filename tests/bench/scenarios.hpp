// Every line of the benchmark with its target: the one table to change when a target changes.
#pragma once

#include "tests/bench/load.hpp"

namespace kit::bench {

enum class Kind {
  ratio,     // requests per CPU-second beside the yardstick's; more is better
  syscalls,  // system calls of the server for each request; fewer is better
  memory,    // resident bytes for each idle connection; fewer is better
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
};

constexpr Scenario scenarios[] = {
    {"c50", "50 connections, 64 B", Kind::ratio, {.connections = 50}, 0.95, 0.97},
    {"c1000", "1,000 connections, 64 B", Kind::ratio, {.connections = 1000}, 0.93, 0.96},
    {"large",
     "50 connections, 16 KiB",
     Kind::ratio,
     {.connections = 50, .message_size = 16 * 1024},
     0.97,
     1.05},
    {"idle",
     "50 active beside 8,000 idle",
     Kind::ratio,
     {.connections = 50, .idle = 8000},
     0.95,
     0.95},
    {"spin", "one connection, client spins", Kind::ratio, {.shape = Shape::spin}, 0.92, 0.92},
    {"pipeline",
     "50 connections, 16 in flight each",
     Kind::ratio,
     {.connections = 50, .depth = 16},
     0.93,
     0.93},
    {"churn",
     "connect, echo, close",
     Kind::ratio,
     {.shape = Shape::churn, .connections = 50},
     0.93,
     0.93},
    {"dispatcher",
     "dispatcher, poll, 50 connections",
     Kind::ratio,
     {.connections = 50},
     0.85,
     0.95,
     "dispatcher_echo --selector poll"},
    {"dispatcher1000",
     "dispatcher, poll, 1,000",
     Kind::ratio,
     {.connections = 1000},
     0.85,
     0.95,
     "dispatcher_echo --selector poll"},
    {"generator",
     "generators, poll, 50 connections",
     Kind::ratio,
     {.connections = 50},
     0.80,
     0.95,
     "yield_echo --style raw --selector poll"},
    {"generator1000",
     "generators, poll, 1,000",
     Kind::ratio,
     {.connections = 1000},
     0.80,
     0.95,
     "yield_echo --style raw --selector poll"},
    {"syscalls1", "system calls, 1 connection", Kind::syscalls, {.connections = 1}, 3.0, 3.0},
    {"syscalls50", "system calls, 50 connections", Kind::syscalls, {.connections = 50}, 2.1, 2.1},
    {"memory",
     "bytes per idle connection",
     Kind::memory,
     {.connections = 0, .idle = 8000},
     1024,
     700},
};

// nullptr when there is no scenario of that name.
const Scenario* find_scenario(const char* name);

}  // namespace kit::bench
