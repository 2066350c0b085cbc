// HINCRBY and HINCRBYFLOAT.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("HINCRBY: from zero, from a number, in both forms of a hash") {
  for (const char* const limit : {"512", "0"}) {
    Bench bench;
    bench.run(std::string("CONFIG SET hash-max-listpack-entries ") + limit);
    CHECK(bench.run("HINCRBY h a 5") == number(5));
    CHECK(bench.run("HINCRBY h a -7") == number(-2));
    CHECK(bench.run("HGET h a") == bulk("-2"));
    CHECK(bench.run("HINCRBY h a 9223372036854775807") == number(9223372036854775805));
    CHECK(bench.run("HINCRBY h a 3") == refusal("ERR increment or decrement would overflow"));
    CHECK(bench.run("HGET h a") == bulk("9223372036854775805"));
    CHECK(bench.run("HLEN h") == number(1));
  }
}

TEST_CASE("HINCRBY: what is no integer is refused, and makes no hash") {
  Bench bench;
  for (const char* const by : {"x", "\"\"", "1.5", "9223372036854775808", "01"})
    CHECK(bench.run(std::string("HINCRBY h a ") + by) == refusal(not_an_integer));
  CHECK(bench.run("EXISTS h") == number(0));
  for (const char* const value : {"x", "\"\"", "1.5", "\"1 \"", "01", "9223372036854775808"}) {
    bench.run(std::string("HSET h a ") + value);
    CHECK(bench.run("HINCRBY h a 1") == refusal("ERR hash value is not an integer"));
  }
  CHECK(bench.run("HINCRBY h a x") == refusal(not_an_integer));  // looked at first
}

TEST_CASE("HINCRBYFLOAT: sums as INCRBYFLOAT does") {
  Bench bench;
  CHECK(bench.run("HINCRBYFLOAT h a 10.5") == bulk("10.5"));
  CHECK(bench.run("HINCRBYFLOAT h a 0.1") == bulk("10.6"));
  CHECK(bench.run("HINCRBYFLOAT h a -10.6") == bulk("0"));
  CHECK(bench.run("HINCRBYFLOAT h b 2.0e2") == bulk("200"));
  CHECK(bench.run("HINCRBY h b 1") == number(201));
  bench.run("HSET h c 9223372036854775807");
  CHECK(bench.run("HINCRBYFLOAT h c 1") == bulk("9223372036854775808"));
}

TEST_CASE("HINCRBYFLOAT: what is no finite number is refused, and makes no hash") {
  Bench bench;
  for (const char* const by : {"x", "\"\"", "nan", "\"1 \""})
    CHECK(bench.run(std::string("HINCRBYFLOAT h a ") + by) == refusal(not_a_float));
  for (const char* const by : {"inf", "-inf", "+Infinity"})
    CHECK(bench.run(std::string("HINCRBYFLOAT h a ") + by) ==
          refusal("ERR value is NaN or Infinity"));
  CHECK(bench.run("EXISTS h") == number(0));
  for (const char* const value : {"x", "\"\"", "nan", "\" 1\""}) {
    bench.run(std::string("HSET h a ") + value);
    CHECK(bench.run("HINCRBYFLOAT h a 1") == refusal("ERR hash value is not a float"));
  }
  bench.run("HSET h a inf");
  CHECK(bench.run("HINCRBYFLOAT h a 1") == refusal("ERR increment would produce NaN or Infinity"));
  CHECK(bench.run("HGET h a") == bulk("inf"));
}

TEST_CASE("HINCRBYFLOAT: the log gets the sum, HINCRBY's what was asked for") {
  Bench bench;
  bench.keep_journal();
  bench.run("HINCRBYFLOAT h a 0.5");
  bench.run("HINCRBYFLOAT h a 1e1");
  bench.run("HINCRBY h b 7");
  bench.run("HINCRBY h a 7");  // refused
  const std::vector<std::string> wanted = {"0 HSET h a 0.5", "0 HSET h a 10.5", "0 HINCRBY h b 7"};
  CHECK(bench.journal.lines == wanted);
}

}  // namespace
}  // namespace kit::resp
