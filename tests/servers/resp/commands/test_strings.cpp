// SET and GET: what is set is got.
#include <doctest/doctest.h>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("SET and GET: what was set is got, whatever its bytes") {
  Bench bench;
  CHECK(bench.run("GET key") == nothing);
  CHECK(bench.run("SET key value") == ok);
  CHECK(bench.run("get KEY") == nothing);
  CHECK(bench.run("GET key") == bulk("value"));
  const std::string bytes("\0\r\n\xff", 4);
  CHECK(bench.run_words({"SET", bytes, bytes}) == ok);
  CHECK(bench.run_words({"GET", bytes}) == bulk(bytes));
}

}  // namespace
}  // namespace kit::resp
