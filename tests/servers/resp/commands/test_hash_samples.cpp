// HRANDFIELD and HSCAN.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// The strings in a reply of strings and arrays.
std::vector<std::string> strings_in(const std::string& reply) {
  std::vector<std::string> found;
  std::size_t at = 0;
  while (at < reply.size()) {
    const std::size_t end = reply.find("\r\n", at);
    if (reply[at] == '$') {
      const std::size_t size = std::stoul(reply.substr(at + 1, end - at - 1));
      found.push_back(reply.substr(end + 2, size));
      at = end + 2 + size + 2;
    } else {
      at = end + 2;
    }
  }
  return found;
}

/// Field i has the value i.
void fill(Bench& bench, int fields) {
  for (int i = 0; i < fields; ++i)
    bench.run("HSET h f" + std::to_string(i) + " " + std::to_string(i));
}

constexpr int sizes[] = {1, 10, 100, 600};  // the last one is a table

TEST_CASE("HRANDFIELD: one field, none of a hash that is not there") {
  Bench bench;
  CHECK(bench.run("HRANDFIELD nosuch") == nothing);
  CHECK(bench.run("HRANDFIELD nosuch 5") == "*0\r\n");
  CHECK(bench.run("HRANDFIELD nosuch -5 WITHVALUES") == "*0\r\n");
  for (const int size : sizes) {
    fill(bench, size);
    std::set<std::string> drawn;
    for (int i = 0; i < 100; ++i) drawn.insert(strings_in(bench.run("HRANDFIELD h")).at(0));
    CHECK(drawn.size() >= std::min<std::size_t>(static_cast<std::size_t>(size), 7));
    for (const std::string& field : drawn) CHECK(bench.run("HEXISTS h " + field) == number(1));
  }
}

TEST_CASE("HRANDFIELD: a count gives so many different ones, or all there are in their order") {
  Bench bench;
  for (const int size : sizes) {
    fill(bench, size);
    for (const int count : {0, 1, 2, 3, 50, 99, 100, 150, 550, 599, 600, 10'000}) {
      const auto drawn = strings_in(bench.run("HRANDFIELD h " + std::to_string(count)));
      CHECK(drawn.size() == static_cast<std::size_t>(std::min(count, size)));
      CHECK(std::set(drawn.begin(), drawn.end()).size() == drawn.size());
    }
    CHECK(bench.run("HRANDFIELD h 9223372036854775807") == bench.run("HKEYS h"));
  }
}

TEST_CASE("HRANDFIELD: each field is drawn about as often, whichever way it is done") {
  for (const int size : {12, 600}) {
    for (const std::string count : {"", " 1", " 4", " -4", " 11", " 500"}) {
      Bench bench;
      fill(bench, size);
      std::map<std::string, int> counts;
      int drawn = 0;
      for (; drawn < 200 * size;)
        for (const std::string& field : strings_in(bench.run("HRANDFIELD h" + count))) {
          ++counts[field];
          ++drawn;
        }
      CHECK(counts.size() == static_cast<std::size_t>(size));
      const int expected = drawn / size;
      for (const auto& [field, times] : counts) {
        CHECK(times > expected / 2);
        CHECK(times < expected * 2);
      }
    }
  }
}

TEST_CASE("HRANDFIELD: a negative count gives so many, and the same again") {
  Bench bench;
  for (const int size : sizes) {
    fill(bench, size);
    CHECK(strings_in(bench.run("HRANDFIELD h -1")).size() == 1);
    CHECK(strings_in(bench.run("HRANDFIELD h -2000")).size() == 2000);
    CHECK(strings_in(bench.run("HRANDFIELD h -2000 withvalues")).size() == 4000);
  }
}

TEST_CASE("HRANDFIELD: WITHVALUES gives pairs, each an array in version 3") {
  for (const int size : sizes) {
    for (const std::string count : {"1", "2", "70", "-5", "500", "1000"}) {
      Bench bench;
      fill(bench, size);
      const auto drawn = strings_in(bench.run("HRANDFIELD h " + count + " WITHVALUES"));
      for (std::size_t i = 0; i < drawn.size(); i += 2) CHECK(drawn[i] == "f" + drawn[i + 1]);
    }
  }
  Bench bench;
  fill(bench, 1);
  CHECK(bench.run("HRANDFIELD h 3 WITHVALUES") == "*2\r\n" + bulk("f0") + bulk("0"));
  CHECK(bench.run("HRANDFIELD h -1 WITHVALUES") == "*2\r\n" + bulk("f0") + bulk("0"));
  bench.run("HELLO 3");
  CHECK(bench.run("HRANDFIELD h 3 WITHVALUES") == "*1\r\n*2\r\n" + bulk("f0") + bulk("0"));
  CHECK(bench.run("HRANDFIELD h -1 WITHVALUES") == "*1\r\n*2\r\n" + bulk("f0") + bulk("0"));
  CHECK(bench.run("HRANDFIELD h -1") == "*1\r\n" + bulk("f0"));
}

TEST_CASE("HRANDFIELD: counts and words that are wrong are refused, before the key is looked at") {
  Bench bench;
  for (const char* const count : {"x", "\"\"", "1.5", "9223372036854775808"})
    CHECK(bench.run(std::string("HRANDFIELD nosuch ") + count) == refusal(not_an_integer));
  CHECK(bench.run("HRANDFIELD nosuch -9223372036854775808") ==
        refusal("ERR value is out of range, value must between -9223372036854775807 and "
                "9223372036854775807"));
  CHECK(bench.run("HRANDFIELD nosuch 4611686018427387904 WITHVALUES") ==
        refusal("ERR value is out of range"));
  CHECK(bench.run("HRANDFIELD nosuch -4611686018427387904 WITHVALUES") ==
        refusal("ERR value is out of range"));
  CHECK(bench.run("HRANDFIELD nosuch 1 x") == refusal(syntax_error));
  CHECK(bench.run("HRANDFIELD nosuch 1 WITHVALUES x") == refusal(syntax_error));
}

TEST_CASE("HRANDFIELD: a reply that is more than may wait for a client ends it") {
  Bench bench;
  fill(bench, 10);
  bench.instance.parameters.output_limits.normal.hard = 100'000;
  CHECK(bench.run("HRANDFIELD h -9223372036854775807").size() < 200'000);
  CHECK(bench.clients[0].closing);
}

/// From 0 until the cursor is 0 again; the values must belong to the fields.
std::multiset<std::string> scan(Bench& bench, const std::string& options, int& calls) {
  std::multiset<std::string> fields;
  std::string cursor = "0";
  do {
    const auto strings = strings_in(bench.run("HSCAN h " + cursor + " " + options));
    cursor = strings.front();
    for (std::size_t i = 1; i < strings.size(); i += 2) {
      CHECK(strings[i] == "f" + strings.at(i + 1));
      fields.insert(strings[i]);
    }
    ++calls;
  } while (cursor != "0");
  return fields;
}

TEST_CASE("HSCAN: every field once; a small hash at once, whatever COUNT says") {
  Bench bench;
  for (const int size : sizes) {
    fill(bench, size);
    int calls = 0;
    const auto fields = scan(bench, "COUNT 5", calls);
    CHECK(fields.size() == static_cast<std::size_t>(size));
    CHECK(std::set(fields.begin(), fields.end()).size() == fields.size());
    CHECK((calls == 1) == (size < 600));
  }
  int calls = 0;
  CHECK(scan(bench, "COUNT 1000", calls).size() == 600);
  CHECK(calls == 1);
}

TEST_CASE("HSCAN: MATCH leaves fields out") {
  Bench bench;
  for (const int size : {20, 600}) {
    fill(bench, size);
    int calls = 0;
    CHECK(scan(bench, "MATCH f1?", calls).size() == 10);
    CHECK(scan(bench, "MATCH nosuch", calls).empty());
  }
}

TEST_CASE("HSCAN: what is wrong is said, but not the options' faults of a hash that is not there") {
  Bench bench;
  const std::string none = "*2\r\n$1\r\n0\r\n*0\r\n";
  CHECK(bench.run("HSCAN nosuch x COUNT x") == refusal("ERR invalid cursor"));
  CHECK(bench.run("HSCAN nosuch 0 COUNT x") == none);
  CHECK(bench.run("HSCAN nosuch 5") == none);
  fill(bench, 1);
  CHECK(bench.run("HSCAN h 0 COUNT x") == refusal(not_an_integer));
  CHECK(bench.run("HSCAN h 0 COUNT 0") == refusal(syntax_error));
  CHECK(bench.run("HSCAN h 0 TYPE hash") == refusal(syntax_error));
  CHECK(bench.run("HSCAN h 0 MATCH") == refusal(syntax_error));
  CHECK(bench.run("HSCAN h 7") == "*2\r\n$1\r\n0\r\n*2\r\n" + bulk("f0") + bulk("0"));
}

}  // namespace
}  // namespace kit::resp
