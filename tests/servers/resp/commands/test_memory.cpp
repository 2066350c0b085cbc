// MEMORY, DEBUG and SHUTDOWN.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("MEMORY USAGE: the bytes that the key really takes") {
  Bench bench;
  CHECK(bench.run("MEMORY USAGE none") == nothing);
  bench.run_words({"SET", "key", std::string(1000, 'x')});
  const Entry* const entry = bench.instance.keyspace[0].find("key");
  REQUIRE(entry->memory() > 1000);
  const std::string size = number(static_cast<std::int64_t>(entry->memory()));
  CHECK(bench.run("MEMORY USAGE key") == size);
  CHECK(bench.run("MEMORY USAGE key SAMPLES 0") == size);
  CHECK(bench.run("MEMORY USAGE key SAMPLES x") == refusal(not_an_integer));
  CHECK(bench.run("MEMORY USAGE key SAMPLES -1") == refusal(syntax_error));
  CHECK(bench.run("MEMORY USAGE key SAMPLES") == refusal(syntax_error));
  CHECK(bench.run("MEMORY USAGE key SAMPLE 1") == refusal(syntax_error));
}

TEST_CASE("DEBUG: what it has besides SLEEP is refused, as Redis does by default") {
  Bench bench;
  for (const char* words : {"JMAP", "SLEEP", "SLEEP 1 2", "SEGFAULT"})
    CHECK(bench.run(std::string("DEBUG ") + words)
              .starts_with("-ERR DEBUG command not allowed. If the enable-debug-command option"));
  CHECK_FALSE(bench.clients[0].waiting);
}

TEST_CASE("SHUTDOWN: begins a stop once, without a reply") {
  Bench bench;
  int stops = 0;
  bench.instance.stop = [&stops] { ++stops; };
  for (const char* wrong : {"what", "SAVE NOSAVE", "ABORT NOW"})
    CHECK(bench.run(std::string("SHUTDOWN ") + wrong) == refusal(syntax_error));
  CHECK(bench.run("SHUTDOWN ABORT") == refusal("ERR No shutdown in progress."));
  CHECK(stops == 0);
  CHECK(bench.run("SHUTDOWN NOSAVE NOW").empty());
  CHECK(stops == 1);
  CHECK(bench.clients[0].closing);
  CHECK(bench.run("SHUTDOWN") == refusal("ERR Errors trying to SHUTDOWN. Check logs."));
  CHECK(stops == 1);
}

}  // namespace
}  // namespace kit::resp
