// SPOP and SRANDMEMBER.
#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// The strings of a reply that has no other elements.
std::vector<std::string> strings_in(const std::string& reply) {
  std::vector<std::string> found;
  for (std::size_t at = reply.find('$'); at != reply.npos;) {
    const std::size_t begin = reply.find("\r\n", at) + 2;
    const std::size_t size = std::stoul(reply.substr(at + 1));
    found.push_back(reply.substr(begin, size));
    at = reply.find('$', begin + size);
  }
  return found;
}

std::set<std::string> different(const std::string& reply) {
  const std::vector<std::string> all = strings_in(reply);
  std::set<std::string> once(all.begin(), all.end());
  CHECK(once.size() == all.size());
  return once;
}

/// The same members in a set of integers and in one of texts.
void fill(Bench& bench, int count) {
  for (int i = 0; i < count; ++i) {
    bench.run("SADD n " + std::to_string(i));
    bench.run("SADD t m" + std::to_string(i));
  }
}

TEST_CASE("SPOP: one by lot, until the key is gone") {
  Bench bench;
  bench.keep_journal();
  for (const std::string key : {"n", "t"}) {
    fill(bench, 20);
    std::set<std::string> seen;
    for (int i = 0; i < 20; ++i) {
      const std::string member = strings_in(bench.run("SPOP " + key)).at(0);
      CHECK(seen.insert(member).second);
      CHECK(bench.journal.lines.back() == "0 SREM " + key + " " + member);
    }
    CHECK(bench.run("SPOP " + key) == nothing);
    CHECK(bench.run("EXISTS " + key) == number(0));
  }
}

TEST_CASE("SPOP: so many, all different, and what is left is the rest") {
  Bench bench;
  for (const std::string key : {"n", "t"})
    for (const int count : {0, 1, 5, 30, 60, 83, 84, 90, 99}) {
      CAPTURE(count);
      bench.run("DEL n t");
      fill(bench, 100);
      const std::set<std::string> all = different(bench.run("SMEMBERS " + key));
      std::set<std::string> both =
          different(bench.run("SPOP " + key + " " + std::to_string(count)));
      CHECK(both.size() == static_cast<std::size_t>(count));
      both.merge(different(bench.run("SMEMBERS " + key)));
      CHECK(both == all);
    }
}

TEST_CASE("SPOP: the append-only file gets what it did") {
  Bench bench;
  bench.keep_journal();
  fill(bench, 200);
  for (const int count : {3, 100, 90}) {
    bench.journal.lines.clear();
    const std::vector<std::string> popped =
        strings_in(bench.run("SPOP t " + std::to_string(count)));
    std::set<std::string> logged;
    for (const std::string& line : bench.journal.lines) {
      CHECK(line.starts_with("0 SREM t "));
      for (std::size_t at = 8; at != line.npos; at = line.find(' ', at + 1))
        logged.insert(line.substr(at + 1, line.find(' ', at + 1) - at - 1));
    }
    CHECK(logged == std::set<std::string>(popped.begin(), popped.end()));
    CHECK(bench.journal.lines.size() == static_cast<std::size_t>(count + 63) / 64);
  }
  bench.run("SPOP t 7");
  CHECK(bench.journal.lines.back() == "0 DEL t");
  bench.run("SPOP n 0");
  CHECK(bench.journal.lines.back() == "0 DEL t");
}

TEST_CASE("SPOP: what is left of a set of texts when nearly all went is looked at anew") {
  Bench bench;
  bench.run("SADD s x");
  for (int i = 0; i < 60; ++i) bench.run("SADD s " + std::to_string(i));
  bench.run("SREM s x");
  CHECK(bench.run("OBJECT ENCODING s") == bulk("hashtable"));
  bench.run("SPOP s 49");
  CHECK(bench.run("OBJECT ENCODING s") == bulk("hashtable"));
  bench.run("SPOP s 10");
  CHECK(bench.run("OBJECT ENCODING s") == bulk("intset"));
}

TEST_CASE("SPOP: refusals, and what a set that is not there gives") {
  Bench bench;
  const std::string negative = refusal("ERR value is out of range, must be positive");
  for (const char* const count : {"-1", "x", "9223372036854775808", "1.0", "\"\""})
    CHECK(bench.run(std::string("SPOP nosuch ") + count) == negative);
  CHECK(bench.run("SPOP s 1 1") == refusal(syntax_error));
  CHECK(bench.run("SPOP nosuch 3") == "*0\r\n");
  bench.run("SADD s 5");
  bench.run("HELLO 3");
  CHECK(bench.run("SPOP nosuch") == "_\r\n");
  CHECK(bench.run("SPOP nosuch 3") == "~0\r\n");
  CHECK(bench.run("SPOP s 0") == "~0\r\n");
  CHECK(bench.run("SPOP s 3") == "~1\r\n" + bulk("5"));
}

TEST_CASE("SRANDMEMBER: by lot; with a count all different, with a negative one perhaps not") {
  Bench bench;
  fill(bench, 100);
  for (const std::string key : {"n", "t"}) {
    const std::set<std::string> all = different(bench.run("SMEMBERS " + key));
    CHECK(all.count(strings_in(bench.run("SRANDMEMBER " + key)).at(0)) == 1);
    for (const std::size_t count : {1, 10, 33, 34, 70, 99, 100, 1000}) {
      std::set<std::string> drawn =
          different(bench.run("SRANDMEMBER " + key + " " + std::to_string(count)));
      CHECK(drawn.size() == std::min<std::size_t>(count, 100));
      drawn.merge(std::set<std::string>(all));
      CHECK(drawn == all);
    }
    const std::vector<std::string> any = strings_in(bench.run("SRANDMEMBER " + key + " -500"));
    CHECK(any.size() == 500);
    std::set<std::string> once(any.begin(), any.end());
    CHECK(once.size() > 90);
    once.merge(std::set<std::string>(all));
    CHECK(once == all);
    CHECK(bench.run("SCARD " + key) == number(100));
  }
}

TEST_CASE("SRANDMEMBER: all have the same chance, few or many at a time") {
  Bench bench;
  fill(bench, 30);
  for (const std::string key : {"n", "t"})
    for (const int count : {4, 20}) {
      std::map<std::string, int> counts;
      constexpr int draws = 3000;
      for (int i = 0; i < draws; ++i)
        for (const std::string& member :
             strings_in(bench.run("SRANDMEMBER " + key + " " + std::to_string(count))))
          ++counts[member];
      CHECK(counts.size() == 30);
      const double expected = draws * count / 30.0;
      for (const auto& [member, times] : counts) CHECK(std::abs(times - expected) < expected / 3);
    }
}

TEST_CASE("SRANDMEMBER: refusals, and what a set that is not there gives") {
  Bench bench;
  CHECK(bench.run("SRANDMEMBER s 1 1") == refusal(syntax_error));
  CHECK(bench.run("SRANDMEMBER nosuch x") == refusal(not_an_integer));
  CHECK(bench.run("SRANDMEMBER nosuch -9223372036854775808") ==
        refusal("ERR value is out of range, value must between -9223372036854775807 and "
                "9223372036854775807"));
  CHECK(bench.run("SRANDMEMBER nosuch -9223372036854775807") == "*0\r\n");
  CHECK(bench.run("SRANDMEMBER nosuch") == nothing);
  bench.run("SADD s a");
  bench.run("HELLO 3");
  CHECK(bench.run("SRANDMEMBER s 0") == "*0\r\n");
  CHECK(bench.run("SRANDMEMBER s 5") == "*1\r\n" + bulk("a"));
  CHECK(bench.run("SRANDMEMBER s -2") == "*2\r\n" + bulk("a") + bulk("a"));
  CHECK(bench.run("SRANDMEMBER nosuch") == "_\r\n");
}

TEST_CASE("SRANDMEMBER: no reply is longer than a client may leave unread") {
  Parameters parameters;
  parameters.output_limits.normal.hard = 1'000'000;
  Bench bench(parameters);
  bench.run("SADD s \"\"");
  CHECK(bench.run("SRANDMEMBER s -1000").size() == 7 + 1000 * 6);
  CHECK_FALSE(bench.clients[0].closing);
  CHECK(bench.run("SRANDMEMBER s -9223372036854775807").size() < 1'100'000);
  CHECK(bench.clients[0].closing);
}

}  // namespace
}  // namespace kit::resp
