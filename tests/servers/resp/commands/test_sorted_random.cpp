// Members of a sorted set by lot, and some at a time.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "tests/servers/resp/commands/listing.hpp"

namespace kit::resp {
namespace {

/// The strings of a reply that is an array of them.
std::vector<std::string> items(std::string_view reply) {
  std::vector<std::string> all;
  std::string_view rest = reply.substr(reply.find('\n') + 1);
  while (!rest.empty()) {
    rest.remove_prefix(rest.find('\n') + 1);
    const std::size_t end = rest.find('\r');
    all.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 2);
  }
  return all;
}

void fill(Bench& bench, int members) {
  for (int i = 0; i < members; ++i)
    bench.run("ZADD z " + std::to_string(i) + " m" + std::to_string(i));
}

TEST_CASE("ZRANDMEMBER: a positive count gives different members, however many") {
  Bench bench;
  fill(bench, 200);
  for (const int count : {1, 10, 25, 26, 150, 199}) {
    const std::vector<std::string> drawn =
        items(bench.run("ZRANDMEMBER z " + std::to_string(count)));
    CHECK(drawn.size() == static_cast<std::size_t>(count));
    CHECK(std::set<std::string>(drawn.begin(), drawn.end()).size() == drawn.size());
    for (const std::string& member : drawn) CHECK(member.starts_with('m'));
  }
  CHECK(items(bench.run("ZRANDMEMBER z 200")).size() == 200);
  CHECK(items(bench.run("ZRANDMEMBER z 9223372036854775807")).size() == 200);
  CHECK(items(bench.run("ZRANDMEMBER z 10 WITHSCORES")).size() == 20);
}

TEST_CASE("ZRANDMEMBER: a negative count draws each time anew, all with the same chance") {
  Bench bench;
  fill(bench, 4);
  std::map<std::string, int> counts;
  for (const std::string& member : items(bench.run("ZRANDMEMBER z -4000"))) ++counts[member];
  REQUIRE(counts.size() == 4);
  for (const auto& [member, count] : counts) {
    CHECK(count > 800);  // seven standard deviations
    CHECK(count < 1200);
  }
}

TEST_CASE("ZRANDMEMBER: several different ones, all with the same chance") {
  Bench bench;
  fill(bench, 10);
  std::map<std::string, int> counts;
  for (int i = 0; i < 1000; ++i)
    for (const std::string& member : items(bench.run("ZRANDMEMBER z 4"))) ++counts[member];
  REQUIRE(counts.size() == 10);
  for (const auto& [member, count] : counts) {
    CHECK(count > 290);
    CHECK(count < 510);
  }
}

TEST_CASE("ZRANDMEMBER: without a key, without a count, and with what is none") {
  Bench bench;
  CHECK(bench.run("ZRANDMEMBER z") == nothing);
  CHECK(bench.run("ZRANDMEMBER z 5") == listing(""));
  bench.run("ZADD z 1 a");
  CHECK(bench.run("ZRANDMEMBER z") == bulk("a"));
  CHECK(bench.run("ZRANDMEMBER z 0") == listing(""));
  CHECK(bench.run("ZRANDMEMBER z -2 WITHSCORES") == listing("a 1 a 1"));
  CHECK(bench.run("ZRANDMEMBER z x") == refusal(not_an_integer));
  CHECK(bench.run("ZRANDMEMBER z 1 FOO") == refusal(syntax_error));
  CHECK(bench.run("ZRANDMEMBER z 1 WITHSCORES x") == refusal(syntax_error));
  CHECK(bench.run("ZRANDMEMBER z -9223372036854775808") ==
        refusal("ERR value is out of range, value must between -9223372036854775807 and "
                "9223372036854775807"));
  CHECK(bench.run("ZRANDMEMBER z 4611686018427387904 WITHSCORES") ==
        refusal("ERR value is out of range"));
  bench.run("SET s text");
  CHECK(bench.run("ZRANDMEMBER s 1") == refusal(wrong_type));
}

TEST_CASE("ZSCAN: a small one at once, with its scores as strings in RESP3, too") {
  Bench bench;
  bench.run("ZADD z 1 a 2.5 b 100000000000000000 c");
  const std::string head = "*2\r\n" + bulk("0");
  CHECK(bench.run("ZSCAN z 0 COUNT 1") == head + listing("a 1 b 2.5 c 100000000000000000"));
  bench.run("HELLO 3");
  CHECK(bench.run("ZSCAN z 0 MATCH b") == head + listing("b 2.5"));
  CHECK(bench.run("ZSCAN nosuch 0 FOO") == head + listing(""));
  CHECK(bench.run("ZSCAN z 0 FOO") == refusal(syntax_error));
  CHECK(bench.run("ZSCAN z x") == refusal("ERR invalid cursor"));
}

TEST_CASE("ZSCAN: a big one in steps, every member that stays") {
  Bench bench(without_packs());
  fill(bench, 300);
  std::set<std::string> met;
  std::string cursor = "0";
  int steps = 0;
  do {
    const std::string reply = bench.run("ZSCAN z " + cursor + " COUNT 20");
    cursor = items(reply.substr(0, reply.find("*", 1)))[0];
    const std::vector<std::string> found = items(reply.substr(reply.find("*", 1)));
    for (std::size_t i = 0; i < found.size(); i += 2) met.insert(found[i]);
    bench.run("ZADD z 1 other" + std::to_string(++steps));
    bench.run("ZREM z other" + std::to_string(steps - 1));
  } while (cursor != "0" && steps < 1000);
  CHECK(steps > 5);
  for (int i = 0; i < 300; ++i) CHECK(met.contains("m" + std::to_string(i)));
}

}  // namespace
}  // namespace kit::resp
