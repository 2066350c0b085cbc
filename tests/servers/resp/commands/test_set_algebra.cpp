// Intersection, union and difference. What is expected is what redis-server 7.0.15 says.
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "loop/sim/random.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

std::string integers(std::initializer_list<int> numbers) {
  std::string reply = "*" + std::to_string(numbers.size()) + "\r\n";
  for (const int each : numbers) reply += bulk(std::to_string(each));
  return reply;
}

struct Abc {
  Bench bench;
  Abc() {
    bench.run("SADD a 1 2 3 4");
    bench.run("SADD b 2 4 6 x");
    bench.run("SADD c 4 5 6 70000");
  }
  std::string run(const std::string& line) { return bench.run(line); }
};

TEST_CASE("SINTER, SUNION, SDIFF: of several sets, of one, of none") {
  Abc abc;
  CHECK(abc.run("SINTER a b") == integers({2, 4}));
  CHECK(abc.run("SINTER a b c") == integers({4}));
  CHECK(abc.run("SINTER a") == integers({1, 2, 3, 4}));
  CHECK(abc.run("SINTER a a a") == integers({1, 2, 3, 4}));
  CHECK(abc.run("SINTER a nosuch") == integers({}));
  CHECK(abc.run("SUNION a c") == integers({1, 2, 3, 4, 5, 6, 70000}));
  CHECK(abc.run("SUNION nosuch a") == integers({1, 2, 3, 4}));
  CHECK(abc.run("SUNION nosuch") == integers({}));
  CHECK(abc.run("SDIFF a b") == integers({1, 3}));
  CHECK(abc.run("SDIFF a nosuch c b") == integers({1, 3}));
  CHECK(abc.run("SDIFF nosuch a") == integers({}));
  CHECK(abc.run("SDIFF a c a") == integers({}));
  abc.run("HELLO 3");
  CHECK(abc.run("SINTER a nosuch") == "~0\r\n");
  CHECK(abc.run("SUNION a").starts_with("~4\r\n"));
  CHECK(abc.run("SDIFF b a c") == "~1\r\n" + bulk("x"));
}

TEST_CASE("SINTERSTORE, SUNIONSTORE, SDIFFSTORE: under the first key, whatever was there") {
  Abc abc;
  abc.bench.keep_journal();
  abc.run("SET d text EX 100");
  CHECK(abc.run("SINTERSTORE d a b") == number(2));
  CHECK(abc.run("SMEMBERS d") == integers({2, 4}));
  CHECK(abc.run("TTL d") == number(-1));
  CHECK(abc.run("SUNIONSTORE a a c") == number(7));
  CHECK(abc.run("SCARD a") == number(7));
  CHECK(abc.run("SDIFFSTORE d a nosuch") == number(7));
  CHECK(abc.run("OBJECT ENCODING d") == bulk("intset"));
  abc.bench.journal.lines.clear();
  CHECK(abc.run("SINTERSTORE d a nosuch") == number(0));
  CHECK(abc.run("EXISTS d") == number(0));
  CHECK(abc.run("SUNIONSTORE d nosuch") == number(0));
  CHECK(abc.run("SDIFFSTORE d a a") == number(0));
  CHECK((abc.bench.journal.lines == std::vector<std::string>{"0 SINTERSTORE d a nosuch"}));
}

TEST_CASE("SINTERCARD: how many, and no more than LIMIT") {
  Abc abc;
  CHECK(abc.run("SINTERCARD 2 a b") == number(2));
  CHECK(abc.run("SINTERCARD 1 a") == number(4));
  CHECK(abc.run("SINTERCARD 1 a LIMIT 3") == number(3));
  CHECK(abc.run("SINTERCARD 1 a LIMIT 0") == number(4));
  CHECK(abc.run("SINTERCARD 2 a b limit 1 LIMIT 9") == number(2));
  CHECK(abc.run("SINTERCARD 2 a nosuch") == number(0));
  const std::string none = refusal("ERR numkeys should be greater than 0");
  for (const char* const count : {"0", "-1", "x", "9223372036854775808"})
    CHECK(abc.run(std::string("SINTERCARD ") + count + " a") == none);
  CHECK(abc.run("SINTERCARD 2 a") ==
        refusal("ERR Number of keys can't be greater than number of args"));
  CHECK(abc.run("SINTERCARD 1 a b") == refusal(syntax_error));
  CHECK(abc.run("SINTERCARD 1 a LIMIT") == refusal(syntax_error));
  CHECK(abc.run("SINTERCARD 1 a LIMIT -1") == refusal("ERR LIMIT can't be negative"));
  CHECK(abc.run("SINTERCARD 1 a LIMIT x") == refusal("ERR LIMIT can't be negative"));
}

std::set<std::string> members_of(Bench& bench, const std::string& key) {
  std::set<std::string> members;
  const std::string reply = bench.run("SMEMBERS " + key);
  for (std::size_t at = reply.find('$'); at != reply.npos;) {
    const std::size_t begin = reply.find("\r\n", at) + 2;
    const std::size_t size = std::stoul(reply.substr(at + 1));
    members.insert(reply.substr(begin, size));
    at = reply.find('$', begin + size);
  }
  return members;
}

TEST_CASE("sets: random ones beside the algorithms of the standard library") {
  sim::Random random(1);
  // Different sizes: each of the ways to subtract has its turn.
  for (int round = 0; round < 200; ++round) {
    Bench bench;
    std::vector<std::set<std::string>> models(3);
    std::string keys;
    for (int i = 0; i < 3; ++i) {
      const std::string key = "k" + std::to_string(i);
      keys += " " + key;
      const std::uint64_t size = random.next() % (round % 2 == 0 ? 40 : 4 + 100 * (i % 2));
      for (std::uint64_t j = 0; j < size; ++j) {
        const std::string member =
            (random.next() % 8 == 0 ? "m" : "") + std::to_string(random.next() % 50);
        bench.run("SADD " + key + " " + member);
        models[static_cast<std::size_t>(i)].insert(member);
      }
    }
    std::set<std::string> common = models[0], all = models[0], rest = models[0];
    for (const int i : {1, 2}) {
      const std::set<std::string>& other = models[static_cast<std::size_t>(i)];
      std::set<std::string> next;
      std::set_intersection(common.begin(), common.end(), other.begin(), other.end(),
                            std::inserter(next, next.end()));
      common.swap(next);
      all.insert(other.begin(), other.end());
      for (const std::string& member : other) rest.erase(member);
    }
    bench.run("SINTERSTORE common" + keys);
    bench.run("SUNIONSTORE all" + keys);
    bench.run("SDIFFSTORE rest" + keys);
    REQUIRE(members_of(bench, "common") == common);
    REQUIRE(members_of(bench, "all") == all);
    REQUIRE(members_of(bench, "rest") == rest);
    REQUIRE(bench.run("SINTERCARD 3" + keys) == number(static_cast<std::int64_t>(common.size())));
  }
}

}  // namespace
}  // namespace kit::resp
