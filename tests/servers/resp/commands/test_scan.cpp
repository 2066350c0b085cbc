// KEYS and SCAN.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string none_left = "*2\r\n$1\r\n0\r\n*0\r\n";

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

struct Scanned {
  std::vector<std::string> keys;
  int calls = 0;
};

/// From 0 until the cursor is 0 again. `between` runs after each call.
template <class Between>
Scanned scan(Bench& bench, const std::string& options, Between between) {
  Scanned scanned;
  std::string cursor = "0";
  do {
    std::vector<std::string> strings = strings_in(bench.run("SCAN " + cursor + " " + options));
    cursor = strings.front();
    scanned.keys.insert(scanned.keys.end(), strings.begin() + 1, strings.end());
    ++scanned.calls;
    between();
  } while (cursor != "0");
  return scanned;
}
Scanned scan(Bench& bench, const std::string& options) {
  return scan(bench, options, [] {});
}

void fill(Bench& bench, const std::string& prefix, int count) {
  for (int i = 0; i < count; ++i) bench.run("SET " + prefix + std::to_string(i) + " x");
}

TEST_CASE("scan: KEYS gives those that are like the pattern, and no dead ones") {
  Bench bench;
  CHECK(bench.run("KEYS *") == "*0\r\n");
  for (const char* const key : {"one", "two", "three", "dead"})
    bench.run(std::string("SET ") + key + " x");
  bench.run("PEXPIRE dead 5");
  bench.now += 5;
  const auto keys = [&bench](const std::string& pattern) {
    const std::vector<std::string> found = strings_in(bench.run("KEYS " + pattern));
    return std::set<std::string>(found.begin(), found.end());
  };
  CHECK((keys("*") == std::set<std::string>{"one", "two", "three"}));
  CHECK((keys("t*") == std::set<std::string>{"two", "three"}));
  CHECK((keys("[ot]?[eo]") == std::set<std::string>{"one", "two"}));
  CHECK(keys("ON?").empty());
}

TEST_CASE("scan: without changes, each key comes once; COUNT says about how many at a time") {
  Bench bench;
  fill(bench, "key:", 1000);
  for (const int count : {1, 10, 100, 1000}) {
    const Scanned scanned = scan(bench, "COUNT " + std::to_string(count));
    CHECK(scanned.keys.size() == 1000);
    CHECK(std::set<std::string>(scanned.keys.begin(), scanned.keys.end()).size() == 1000);
    CHECK(scanned.calls <= 1 + 1000 / count);
    CHECK(scanned.calls >= 1000 / (count + 30));  // it stops behind whole chains
  }
  CHECK(scan(bench, "COUNT 9223372036854775807").calls == 1);
  CHECK(scan(bench, "").calls > 30);  // 10 when nothing is said
}

TEST_CASE("scan: keys that stay are given, whatever comes and goes meanwhile") {
  Bench bench;
  fill(bench, "stays:", 500);
  fill(bench, "goes:", 3000);
  int step = 0;
  const Scanned scanned = scan(bench, "COUNT 5", [&] {
    for (int i = 0; i < 50; ++i) {
      const std::string number = std::to_string(50 * step + i);
      if (step < 60) bench.run("DEL goes:" + number);
      if (step % 3 == 0) bench.run("SET comes:" + number + " x");
    }
    ++step;
  });
  std::set<std::string> seen;
  for (const std::string& key : scanned.keys)
    if (key.starts_with("stays:")) seen.insert(key);
  CHECK(seen.size() == 500);
}

TEST_CASE("scan: MATCH and TYPE leave keys out, and the scan goes on") {
  Bench bench;
  fill(bench, "a:", 300);
  fill(bench, "b:", 300);
  CHECK(scan(bench, "MATCH a:* COUNT 20").keys.size() == 300);
  // COUNT is what is looked at, not what is found: a rare key costs many short calls, no long one.
  CHECK(scan(bench, "MATCH a:1 COUNT 20").calls > 10);
  CHECK(scan(bench, "match a:1 type STRING count 50").keys == std::vector<std::string>{"a:1"});
  CHECK(scan(bench, "TYPE list").keys.empty());
  CHECK(scan(bench, "TYPE none").keys.empty());
  CHECK(scan(bench, "MATCH b:* MATCH a:*").keys.size() == 300);  // the last one counts
}

TEST_CASE("scan: dead keys are not given") {
  Bench bench;
  fill(bench, "a:", 10);
  fill(bench, "b:", 10);
  for (int i = 0; i < 10; ++i) bench.run("PEXPIRE a:" + std::to_string(i) + " 5");
  bench.now += 5;
  CHECK(scan(bench, "").keys.size() == 10);
}

TEST_CASE("scan: a reply ends although hardly a key in the table lives") {
  Bench bench;
  fill(bench, "", 5000);
  for (int i = 1; i < 5000; ++i) bench.run("PEXPIRE " + std::to_string(i) + " 5");
  bench.now += 5;
  const Scanned scanned = scan(bench, "COUNT 1");
  CHECK(scanned.keys == std::vector<std::string>{"0"});
  CHECK(scanned.calls > 5000 / 7 / 20);
}

TEST_CASE("scan: a cursor is what strtoul takes for one") {
  Bench bench;
  for (const char* const cursor : {"0", "+0", "-0", "-1", "00", "18446744073709551615",
                                   "-18446744073709551615", "\"\"", "\"0\\x00 what follows\""})
    CHECK(bench.run(std::string("SCAN ") + cursor) == none_left);
  for (const char* const cursor : {"x", "\" 0\"", "\"0 \"", "0x0", "1e3", "-", "+", "+-0",
                                   "18446744073709551616", "-18446744073709551616"})
    CHECK(bench.run(std::string("SCAN ") + cursor) == "-ERR invalid cursor\r\n");
}

TEST_CASE("scan: a cursor with a minus sign counts from the end") {
  Bench bench;
  fill(bench, "", 1000);
  CHECK(bench.run("SCAN -1 COUNT 1") == bench.run("SCAN 18446744073709551615 COUNT 1"));
  CHECK(bench.run("SCAN -1 COUNT 1").starts_with("*2\r\n$1\r\n0\r\n"));  // the last step
}

TEST_CASE("scan: options are refused in Redis's words") {
  Bench bench;
  for (const char* const options :
       {"COUNT 0", "COUNT -1", "COUNT", "MATCH", "TYPE", "foo", "foo 1", "MATCH a COUNT"})
    CHECK(bench.run(std::string("SCAN 0 ") + options) == refusal(syntax_error));
  CHECK(bench.run("SCAN 0 COUNT x") == refusal(not_an_integer));
  CHECK(bench.run("SCAN x COUNT 0") == "-ERR invalid cursor\r\n");
}

}  // namespace
}  // namespace kit::resp
