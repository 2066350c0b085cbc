// Sets as the commands that make them anew.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/append_only/encoded.hpp"

namespace kit::resp {
namespace {

TEST_CASE("append-only: a set is an SADD, and PEXPIREAT if it has a deadline") {
  Bench bench;
  bench.run("SADD s 5 -3 70000");
  CHECK(encoded(bench, "s") == words({"SELECT", "0"}) + words({"SADD", "s", "-3", "5", "70000"}));
  bench.run("SADD t \"\"");
  bench.run("PEXPIREAT t 1800000000000");
  CHECK(encoded(bench, "t") == words({"SELECT", "0"}) + words({"SADD", "t", ""}) +
                                   words({"PEXPIREAT", "t", "1800000000000"}));
}

TEST_CASE("append-only: a big set is several commands of 64 members") {
  Bench bench;
  for (int i = 0; i < 130; ++i) bench.run("SADD s " + std::to_string(i));
  const std::string bytes = encoded(bench, "s");
  std::size_t commands = 0;
  for (std::size_t at = bytes.find("SADD"); at != bytes.npos; at = bytes.find("SADD", at + 1))
    ++commands;
  CHECK(commands == 3);
  CHECK(bytes.find("*66\r\n$4\r\nSADD") != bytes.npos);
  CHECK(bytes.ends_with("*4\r\n$4\r\nSADD\r\n$1\r\ns\r\n$3\r\n128\r\n$3\r\n129\r\n"));
  bench.run("SPOP s 66");
  const std::string whole = encoded(bench, "s");
  CHECK(whole.find("*66\r\n") == whole.rfind('*'));  // 64 are one command, and nothing follows
}

}  // namespace
}  // namespace kit::resp
