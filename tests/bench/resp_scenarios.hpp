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

// Runs of a hundred thousand commands on one collection. What adds begins with an empty one and
// draws from as many elements; what takes ends when all are taken.
constexpr Scenario collection(const char* name, const char* title, Words words) {
  Scenario scenario = speed(name, title, words, 16, 1.3, 1.3);
  scenario.load.run = keys;
  return scenario;
}

// Reading a list of as many elements.
constexpr Scenario range(const char* name, const char* title, Words words) {
  return speed(name, title, words, 16, 1.2, 1.2);
}

constexpr Scenario publishing(const char* name, const char* title, size_t depth) {
  const LoadSpec load{
      .connections = 1, .message_size = 64, .depth = depth, .idle = 1'000, .words = Words::publish};
  return {name, title, Kind::ratio, load, 1.3, 1.3};
}

// One command about a million elements.
constexpr Scenario away(const char* name, const char* title, Words words) {
  const LoadSpec load{.message_size = 3, .words = words, .keys = many_keys};
  return {name, title, Kind::away, load, 1.0, 1.0};
}

// A million of something.
constexpr Scenario weight(const char* name, const char* title, Words words, size_t value_size) {
  const LoadSpec load{.message_size = value_size, .words = words, .keys = many_keys};
  return {name, title, Kind::weight, load, 1.1, 1.0};
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
    resp::collection("lpush-16", "LPUSH, 16 in a batch", Words::lpush),
    resp::collection("lpop-16", "LPOP, 16 in a batch", Words::lpop),
    resp::collection("rpush-16", "RPUSH, 16 in a batch", Words::rpush),
    resp::collection("rpop-16", "RPOP, 16 in a batch", Words::rpop),
    resp::collection("sadd-16", "SADD, 16 in a batch", Words::sadd),
    resp::collection("spop-16", "SPOP, 16 in a batch", Words::spop),
    resp::collection("hset-16", "HSET, 16 in a batch", Words::hset),
    resp::collection("zadd-16", "ZADD, 16 in a batch", Words::zadd),
    resp::collection("zpopmin-16", "ZPOPMIN, 16 in a batch", Words::zpopmin),
    resp::range("lrange-100", "LRANGE of 100, 16 in a batch", Words::lrange_100),
    resp::range("lrange-600", "LRANGE of 600, 16 in a batch", Words::lrange_600),
    resp::publishing("publish-1", "PUBLISH to 1,000", 1),
    resp::publishing("publish-16", "PUBLISH to 1,000, 16 in a batch", 16),
    resp::weight("memory-hashes", "bytes a hash of 5 fields", Words::small_hashes, 8),
    resp::weight("memory-zset", "bytes a member, of a million", Words::zadd, 3),
    resp::away("away-del-list", "loop away, DEL of a list", Words::del_list),
    resp::away("away-del-hash", "loop away, DEL of a hash", Words::del_hash),
    resp::away("away-del-set", "loop away, DEL of a set", Words::del_set),
    resp::away("away-del-zset", "loop away, DEL of a sorted set", Words::del_sorted_set),
    resp::away("away-lrange", "loop away, LRANGE of all", Words::lrange_all),
    resp::away("away-smembers", "loop away, SMEMBERS", Words::smembers),
    resp::away("away-zrange", "loop away, ZRANGE of all", Words::zrange_all),
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
