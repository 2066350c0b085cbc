// Sorted sets as the commands that make them anew.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/append_only/encoded.hpp"

namespace kit::resp {
namespace {

TEST_CASE("append-only: a sorted set is a ZADD, and PEXPIREAT if it has a deadline") {
  Bench bench;
  bench.run("ZADD z 0.1 a -inf b 3 \"\"");
  bench.run("PEXPIREAT z 1800000000000");
  CHECK(encoded(bench, "z") ==
        words({"SELECT", "0"}) +
            words({"ZADD", "z", "-inf", "b", "0.10000000000000001", "a", "3", ""}) +
            words({"PEXPIREAT", "z", "1800000000000"}));
}

TEST_CASE("append-only: a big sorted set is several commands of 64 members") {
  Bench bench;
  for (int i = 0; i < 130; ++i) bench.run("ZADD z " + std::to_string(i) + " m" + std::to_string(i));
  const std::string bytes = encoded(bench, "z");
  std::size_t commands = 0;
  for (std::size_t at = bytes.find("ZADD"); at != bytes.npos; at = bytes.find("ZADD", at + 1))
    ++commands;
  CHECK(commands == 3);
  CHECK(bytes.find("*130\r\n$4\r\nZADD") != bytes.npos);
  CHECK(bytes.ends_with(words({"ZADD", "z", "128", "m128", "129", "m129"})));
}

}  // namespace
}  // namespace kit::resp
