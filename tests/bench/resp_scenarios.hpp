// Every line of the RESP benchmark with its target: the one table to change when a target changes.
// Where there is no more to hope for than the target, both are the same.
#pragma once

#include "tests/bench/scenarios.hpp"

namespace kit::bench {

namespace resp {

inline constexpr size_t clients = 50;
inline constexpr size_t keys = 100'000;
inline constexpr size_t many_keys = 1'000'000;

// Values of 3 bytes, as redis-benchmark sends them.
constexpr Scenario speed(const char* name, const char* title, Words words, size_t depth,
                         double must, double aim) {
  const LoadSpec load{.connections = clients,
                      .message_size = 3,
                      .depth = depth,
                      .words = words,
                      .keys = words == Words::ping ? 0 : keys};
  return {name, title, Kind::ratio, load, must, aim};
}

// Values of 1 KiB.
constexpr Scenario large(const char* name, const char* title, Words words, size_t depth) {
  Scenario scenario = speed(name, title, words, depth, 1.2, 1.2);
  scenario.load.message_size = 1024;
  return scenario;
}

constexpr LoadSpec full{.message_size = 32, .words = Words::get, .keys = many_keys};

}  // namespace resp

inline constexpr Scenario resp_scenarios[] = {
    resp::speed("set-1", "SET", Words::set, 1, 1.3, 1.4),
    resp::speed("get-1", "GET", Words::get, 1, 1.3, 1.4),
    resp::speed("incr-1", "INCR", Words::incr, 1, 1.3, 1.4),
    resp::speed("set-16", "SET, 16 in a batch", Words::set, 16, 1.7, 2.0),
    resp::speed("get-16", "GET, 16 in a batch", Words::get, 16, 1.7, 2.0),
    resp::speed("incr-16", "INCR, 16 in a batch", Words::incr, 16, 1.7, 2.0),
    resp::speed("set-64", "SET, 64 in a batch", Words::set, 64, 2.0, 2.5),
    resp::speed("get-64", "GET, 64 in a batch", Words::get, 64, 2.0, 2.5),
    resp::speed("incr-64", "INCR, 64 in a batch", Words::incr, 64, 2.0, 2.5),
    resp::speed("ping-1", "PING", Words::ping, 1, 1.25, 1.25),
    resp::speed("ping-16", "PING, 16 in a batch", Words::ping, 16, 1.25, 1.25),
    resp::large("set1k-1", "SET, 1 KiB", Words::set, 1),
    resp::large("get1k-1", "GET, 1 KiB", Words::get, 1),
    resp::large("set1k-16", "SET, 1 KiB, 16 in a batch", Words::set, 16),
    resp::large("get1k-16", "GET, 1 KiB, 16 in a batch", Words::get, 16),
    {"memory", "bytes a key, of a million", Kind::memory, resp::full, 149, 112},
    {"stall-growing", "loop away, to a million keys", Kind::growing, resp::full, 5, 5},
    {"stall-flushing", "loop away, FLUSHALL of a million", Kind::flushing, resp::full, 5, 5},
    {"durable",
     "SET, each one on disk",
     Kind::per_wall,
     {.connections = resp::clients, .message_size = 3, .words = Words::set, .keys = 0},
     3,
     3,
     nullptr,
     "--appendonly {dir}/log --appendfsync always",
     "--appendonly yes --appendfsync always --dir {dir}"},
};

}  // namespace kit::bench
