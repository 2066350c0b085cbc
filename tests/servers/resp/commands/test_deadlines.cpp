// Values that are set with a time to live.
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

constexpr std::int64_t start = 1'700'000'000'000;  // Bench's

/// None if the key stays, or is not there.
Entry::Deadline deadline_of(Bench& bench, std::string_view key) {
  const Entry* const entry = bench.instance.keyspace[0].find(key);
  return entry == nullptr ? std::nullopt : entry->deadline();
}

std::string invalid_time(std::string_view command) {
  return refusal("ERR invalid expire time in '" + std::string(command) + "' command");
}

TEST_CASE("SET: EX PX EXAT PXAT say in four ways when it dies") {
  Bench bench;
  CHECK(bench.run("SET a 1 EX 10") == ok);
  CHECK(bench.run("SET b 1 PX 10") == ok);
  CHECK(bench.run("SET c 1 EXAT 1700000001") == ok);
  CHECK(bench.run("SET d 1 PXAT 1700000000001") == ok);
  CHECK(deadline_of(bench, "a") == start + 10'000);
  CHECK(deadline_of(bench, "b") == start + 10);
  CHECK(deadline_of(bench, "c") == start + 1000);
  CHECK(deadline_of(bench, "d") == start + 1);
  bench.now += 9;
  CHECK(bench.run("GET b") == bulk("1"));
  bench.now += 1;
  CHECK(bench.run("GET b") == nothing);
}

TEST_CASE("SET: given twice in the same way, the second time counts") {
  Bench bench;
  CHECK(bench.run("SET key 1 EX 10 EX 20") == ok);
  CHECK(deadline_of(bench, "key") == start + 20'000);
}

TEST_CASE("SET: the time ends with the next SET, but for KEEPTTL") {
  Bench bench;
  bench.run("SET key 1 EX 10");
  CHECK(bench.run("SET key 2 KEEPTTL") == ok);
  CHECK(deadline_of(bench, "key") == start + 10'000);
  CHECK(bench.run("GET key") == bulk("2"));
  bench.run("SET key 3");
  CHECK(deadline_of(bench, "key") == std::nullopt);
  CHECK(bench.run("SET new 1 KEEPTTL") == ok);
  CHECK(deadline_of(bench, "new") == std::nullopt);
}

TEST_CASE("SET: a dead key is not there for NX, nor for KEEPTTL") {
  Bench bench;
  bench.run("SET key 1 PX 5");
  bench.now += 5;
  CHECK(bench.run("SET key 2 KEEPTTL") == ok);
  CHECK(deadline_of(bench, "key") == std::nullopt);
  bench.run("SET key 3 PX 5");
  bench.now += 5;
  CHECK(bench.run("SET key 4 NX") == ok);
  CHECK(bench.run("GET key") == bulk("4"));
}

TEST_CASE("SET: a time in the past sets a key that nobody sees") {
  Bench bench;
  CHECK(bench.run("SET key 1 PXAT 1") == ok);
  CHECK(bench.run("GET key") == nothing);
}

TEST_CASE("SET, SETEX, PSETEX: times that cannot be are refused, and nothing changes") {
  Bench bench;
  bench.run("SET key old");
  for (const char* time :
       {"EX 0", "EX -1", "PX 0", "EXAT 0", "PXAT -5", "EX 9223372036854775", "EX 9223372036854776",
        "EXAT 9223372036854776", "PX 9223372036854775807", "PX -9223372036854775808"})
    CHECK(bench.run(std::string("SET key new ") + time) == invalid_time("set"));
  CHECK(bench.run("SET key new EX 1.5") == refusal(not_an_integer));
  CHECK(bench.run("SETEX key 0 new") == invalid_time("setex"));
  CHECK(bench.run("PSETEX key -1 new") == invalid_time("psetex"));
  CHECK(bench.run("SETEX key ten new") == refusal(not_an_integer));
  CHECK(bench.run("GET key") == bulk("old"));
  // The furthest that there is.
  CHECK(bench.run("SET key new PXAT 9223372036854775807") == ok);
  CHECK(bench.run("SET key new EXAT 9223372036854775") == ok);
}

TEST_CASE("SETEX and PSETEX: the time stands before the value") {
  Bench bench;
  CHECK(bench.run("SETEX a 10 1") == ok);
  CHECK(bench.run("PSETEX b 10 1") == ok);
  CHECK(deadline_of(bench, "a") == start + 10'000);
  CHECK(deadline_of(bench, "b") == start + 10);
}

TEST_CASE("GETSET: the new value stays") {
  Bench bench;
  bench.run("SET key 1 EX 10");
  CHECK(bench.run("GETSET key 2") == bulk("1"));
  CHECK(deadline_of(bench, "key") == std::nullopt);
}

TEST_CASE("GETEX: gives the value and a new time, or none") {
  Bench bench;
  CHECK(bench.run("GETEX key EX 10") == nothing);
  bench.run("SET key 1");
  CHECK(bench.run("GETEX key") == bulk("1"));
  CHECK(deadline_of(bench, "key") == std::nullopt);
  CHECK(bench.run("GETEX key EX 10") == bulk("1"));
  CHECK(deadline_of(bench, "key") == start + 10'000);
  CHECK(bench.run("GETEX key") == bulk("1"));
  CHECK(deadline_of(bench, "key") == start + 10'000);
  CHECK(bench.run("GETEX key PERSIST") == bulk("1"));
  CHECK(deadline_of(bench, "key") == std::nullopt);
  CHECK(bench.run("GETEX key PXAT 1700000000000") == bulk("1"));  // now
  CHECK(bench.instance.keyspace[0].size() == 0);
}

TEST_CASE("GETEX: options that contradict each other, or are SET's, are refused first") {
  Bench bench;
  for (const char* options : {"NX", "GET", "KEEPTTL", "EX", "PERSIST EX 1", "EX 1 PERSIST"})
    CHECK(bench.run(std::string("GETEX nosuch ") + options) == refusal(syntax_error));
  CHECK(bench.run("GETEX nosuch EX 0") == nothing);  // nobody is there to be given that time
  bench.run("SET key 1");
  CHECK(bench.run("GETEX key EX 0") == invalid_time("getex"));
  CHECK(bench.run("GETEX key EX x") == refusal(not_an_integer));
}

TEST_CASE("deadlines: the log gets the moment, not how far away it is") {
  Bench bench;
  bench.keep_journal();
  const auto logged = [&bench](std::string_view line) {
    bench.journal.lines.clear();
    bench.run(line);
    return bench.journal.lines.empty() ? std::string() : bench.journal.lines.back();
  };
  CHECK(logged("SET key v EX 10 NX GET") == "0 SET key v PXAT 1700000010000");
  CHECK(logged("SET key v PXAT 1800000000000") == "0 SET key v PXAT 1800000000000");
  CHECK(logged("SETEX key 1 v") == "0 SET key v PXAT 1700000001000");
  CHECK(logged("PSETEX key 1 v") == "0 SET key v PXAT 1700000000001");
  CHECK(logged("SET key v KEEPTTL") == "0 SET key v KEEPTTL");
  CHECK(logged("GETEX key PX 7") == "0 PEXPIREAT key 1700000000007");
  CHECK(logged("GETEX key") == "");
  CHECK(logged("GETEX key PERSIST") == "0 PERSIST key");
  CHECK(logged("GETEX key PERSIST") == "");
  CHECK(logged("GETEX key EXAT 1") == "0 DEL key");
}

}  // namespace
}  // namespace kit::resp
