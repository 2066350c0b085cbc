// maxmemory: the keys and the clients' buffers stay under it, or writes are refused.
#include <doctest/doctest.h>

#include <string>

#include "servers/resp/state/room.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string oom = refusal("OOM command not allowed when used memory > 'maxmemory'.");

std::string set_of(int number, std::size_t size) {
  return "SET key:" + std::to_string(number) + " " + std::string(size, 'x');
}

TEST_CASE("maxmemory: without eviction, what needs memory is refused; the rest goes on") {
  Bench bench;
  bench.run("SET a value");
  bench.run("CONFIG SET maxmemory 1");
  CHECK(bench.run("SET b value") == oom);
  CHECK(bench.run("INCR b") == oom);
  CHECK(bench.run("GET a") == bulk("value"));
  CHECK(bench.run("DEL a") == number(1));
  bench.run("CONFIG SET maxmemory 0");
  CHECK(bench.run("SET b value") == ok);
}

TEST_CASE("maxmemory: the memory stays under the limit, whatever is written") {
  for (const char* policy : {"allkeys-lru", "allkeys-lfu", "allkeys-random"}) {
    CAPTURE(policy);
    Bench bench;
    bench.run("CONFIG SET maxmemory 2mb maxmemory-policy " + std::string(policy));
    std::size_t highest = 0;
    for (int i = 0; i < 50'000; ++i) {
      const std::size_t size = static_cast<std::size_t>(i) * 7919 % 300 + 1;
      REQUIRE(bench.run(set_of(i, size)) == ok);
      highest = std::max(highest, bench.instance.keyspace.memory_bytes());
    }
    // A command makes room before it runs, and then takes what it needs.
    CHECK(highest < (2 << 20) + 4096);
    CHECK(bench.instance.keyspace.memory_bytes() > 1 << 20);
    CHECK(bench.instance.statistics.evicted_keys > 10'000);
    CHECK(bench.instance.statistics.evicted_keys + bench.instance.keyspace.key_count() == 50'000);
  }
}

TEST_CASE("maxmemory: what is read all the time survives") {
  for (const char* policy : {"allkeys-lru", "allkeys-lfu"}) {
    CAPTURE(policy);
    Bench bench;
    bench.run("CONFIG SET maxmemory 2mb maxmemory-policy " + std::string(policy));
    for (int hot = 0; hot < 100; ++hot) bench.run(set_of(hot, 100));
    for (int i = 1000; i < 60'000; ++i) {
      bench.now += 10;
      bench.run(set_of(i, 100));
      bench.run("GET key:" + std::to_string(i % 100));
    }
    int alive = 0;
    for (int hot = 0; hot < 100; ++hot)
      if (bench.run("EXISTS key:" + std::to_string(hot)) == number(1)) ++alive;
    CHECK(alive >= 95);
  }
}

TEST_CASE("maxmemory: a key that goes is written down as DEL, in its own database") {
  Bench bench;
  bench.keep_journal();
  bench.run("SELECT 3");
  bench.run("SET only value");
  bench.run("SELECT 0");
  bench.run("CONFIG SET maxmemory-policy allkeys-lru maxmemory 1");
  bench.run("PING");
  CHECK(bench.journal.announced.back() == "3 only");
  CHECK(bench.journal.lines.back() == "3 DEL only");
  CHECK(bench.instance.statistics.evicted_keys == 1);
  CHECK(bench.run("SET b value") == oom);  // nothing is left that could go
}

TEST_CASE("maxmemory: so much at once, and the rest later") {
  Bench bench;
  for (int i = 0; i < 10'000; ++i) bench.run(set_of(i, 50));
  bench.instance.parameters.maxmemory_policy = EvictionPolicy::allkeys_random;
  bench.instance.parameters.maxmemory = 1;
  CHECK(make_room(bench.instance) == Room::later);
  CHECK(bench.instance.statistics.evicted_keys == 128);
  CHECK(bench.instance.has_chores.is_set());
  while (make_room(bench.instance) == Room::later) continue;
  CHECK(bench.instance.keyspace.key_count() == 0);
  CHECK(make_room(bench.instance) == Room::none);
}

TEST_CASE(
    "maxmemory: the more samples, the fewer keys at once, and no more samples than make sense") {
  Bench bench;
  for (int i = 0; i < 10'000; ++i) bench.run(set_of(i, 50));
  bench.instance.parameters.maxmemory_policy = EvictionPolicy::allkeys_lru;
  bench.instance.parameters.maxmemory = 1;
  const auto gone_at_once = [&bench](int samples) {
    bench.instance.statistics.evicted_keys = 0;
    bench.instance.parameters.maxmemory_samples = samples;
    CHECK(make_room(bench.instance) == Room::later);
    return bench.instance.statistics.evicted_keys;
  };
  CHECK(gone_at_once(1) == 128);
  CHECK(gone_at_once(5) == 128);
  CHECK(gone_at_once(10) == 64);
  CHECK(gone_at_once(64) == 10);
  CHECK(gone_at_once(2'147'483'647) == 10);
}

TEST_CASE("maxmemory: what waits for clients counts; while a log is replayed, nothing does") {
  Bench bench;
  bench.run("SET a value");
  bench.instance.parameters.maxmemory = 10 << 20;
  bench.instance.set_buffered(bench.clients[0].output_size, 11 << 20);
  CHECK(make_room(bench.instance) == Room::none);
  bench.instance.set_buffered(bench.clients[0].output_size, 1 << 20);
  CHECK(make_room(bench.instance) == Room::enough);
  bench.instance.parameters.maxmemory = 1;
  bench.instance.keyspace.state().now = 0;
  CHECK(make_room(bench.instance) == Room::enough);
}

}  // namespace
}  // namespace kit::resp
