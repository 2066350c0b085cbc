// MULTI, EXEC, DISCARD, WATCH, UNWATCH.
#include <doctest/doctest.h>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string queued = "+QUEUED\r\n";
const std::string no_array = "*-1\r\n";
const std::string aborted = refusal("EXECABORT Transaction discarded because of previous errors.");

TEST_CASE("MULTI: commands wait for EXEC, which runs them in one go") {
  Bench bench;
  Client& other = bench.add_client();
  CHECK(bench.run("MULTI") == ok);
  CHECK(bench.run("SET a 1") == queued);
  CHECK(bench.run("INCR a") == queued);
  CHECK(bench.run("GET a") == queued);
  CHECK(bench.run(other, "GET a") == nothing);
  CHECK(bench.run("EXEC") == "*3\r\n" + ok + number(2) + bulk("2"));
  CHECK(bench.run(other, "GET a") == bulk("2"));
  CHECK(bench.run("EXEC") == refusal("ERR EXEC without MULTI"));
  CHECK(bench.run("MULTI") == ok);
  CHECK(bench.run("EXEC") == "*0\r\n");
}

TEST_CASE("MULTI: an error while they run stops none of the others") {
  Bench bench;
  bench.run("MULTI");
  bench.run("SET a x");
  bench.run("INCR a");
  bench.run("SET b 1");
  CHECK(bench.run("EXEC") == "*3\r\n" + ok + refusal(not_an_integer) + ok);
  CHECK(bench.run("GET b") == bulk("1"));
}

TEST_CASE("MULTI: after a command that cannot be queued, EXEC runs none") {
  for (const char* wrong : {"NONSENSE", "SET a", "CLIENT NONSENSE", "SHUTDOWN", "DISCARD x"}) {
    CAPTURE(wrong);
    Bench bench;
    bench.run("MULTI");
    bench.run("SET a 1");
    CHECK(bench.run(wrong).starts_with("-ERR "));
    CHECK(bench.run("SET b 1") == queued);
    CHECK(bench.run("EXEC") == aborted);
    CHECK(bench.run("EXISTS a b") == number(0));
    CHECK(bench.run("EXEC") == refusal("ERR EXEC without MULTI"));
  }
}

TEST_CASE("MULTI: of what will never run nothing is kept") {
  Bench bench;
  Client& other = bench.add_client();
  const auto kept = [&] {
    const std::string list = bench.run(other, "CLIENT LIST");
    const std::size_t at = list.find(" multi=") + 7;
    return list.substr(at, list.find(' ', at) - at);
  };
  bench.run("MULTI");
  bench.run("SET a 1");
  bench.run("NONSENSE");
  CHECK(bench.run("SET b 1") == queued);
  CHECK(kept() == "1");
  CHECK(bench.run("EXEC") == aborted);
  bench.run("WATCH a");
  bench.run("MULTI");
  bench.run("SET a 1");
  bench.run(other, "SET a 2");
  CHECK(bench.run("SET b 1") == queued);
  CHECK(kept() == "1");
  CHECK(bench.run("EXEC") == no_array);
}

TEST_CASE("MULTI: nested, and WATCH inside, are refused, and nothing else is lost") {
  Bench bench;
  bench.run("MULTI");
  CHECK(bench.run("MULTI") == refusal("ERR MULTI calls can not be nested"));
  CHECK(bench.run("WATCH a") == refusal("ERR WATCH inside MULTI is not allowed"));
  CHECK(bench.run("UNWATCH") == queued);
  CHECK(bench.run("SET a 1") == queued);
  CHECK(bench.run("EXEC") == "*2\r\n" + ok + ok);
}

TEST_CASE("EXEC: one that may not run is the end of its transaction") {
  Bench bench;
  bench.run("MULTI");
  CHECK(bench.run("EXEC now") == refusal("EXECABORT Transaction discarded because of: wrong number "
                                         "of arguments for 'exec' command"));
  CHECK(bench.run("EXEC") == refusal("ERR EXEC without MULTI"));
}

TEST_CASE("EXEC: without memory for what it would run, it runs nothing") {
  Bench bench;
  bench.run("MULTI");
  bench.run("SET a 1");
  bench.run("CONFIG SET maxmemory 1");
  CHECK(bench.run("EXEC") == "*2\r\n" + ok + ok);
  bench.run("CONFIG SET maxmemory 0");
  bench.run("MULTI");
  bench.run("SET b 1");
  Client& other = bench.add_client();
  bench.run(other, "CONFIG SET maxmemory 1");
  CHECK(bench.run("EXEC") ==
        refusal("EXECABORT Transaction discarded because of: OOM command not allowed when used "
                "memory > 'maxmemory'."));
  CHECK(bench.run("EXISTS b") == number(0));
}

TEST_CASE("DISCARD: nothing runs, and nothing is watched any more") {
  Bench bench;
  Client& other = bench.add_client();
  CHECK(bench.run("DISCARD") == refusal("ERR DISCARD without MULTI"));
  bench.run("WATCH a");
  bench.run("MULTI");
  bench.run("SET a 1");
  CHECK(bench.run("DISCARD") == ok);
  CHECK(bench.run("EXISTS a") == number(0));
  bench.run(other, "SET a 2");
  bench.run("MULTI");
  CHECK(bench.run("EXEC") == "*0\r\n");
}

TEST_CASE("RESET and QUIT: are not queued") {
  Bench bench;
  bench.run("MULTI");
  CHECK(bench.run("RESET") == "+RESET\r\n");
  CHECK(bench.run("EXEC") == refusal("ERR EXEC without MULTI"));
  bench.run("MULTI");
  CHECK(bench.run("QUIT") == ok);
  CHECK(bench.clients[0].closing);
}

TEST_CASE("EXEC: what HELLO changes counts from the next reply on") {
  Bench bench;
  for (const char* line : {"MULTI", "GET a", "HELLO 3", "GET a"}) bench.run(line);
  const std::string reply = bench.run("EXEC");
  CHECK(reply.starts_with("*3\r\n$-1\r\n%7\r\n"));
  CHECK(reply.ends_with("*0\r\n_\r\n"));
}

TEST_CASE("EXEC: the append-only file has all of it or nothing") {
  Bench bench;
  bench.keep_journal();
  for (const char* line : {"MULTI", "GET a", "SET a 1", "SELECT 2", "INCR b", "EXEC"})
    bench.run(line);
  CHECK(bench.journal.lines ==
        std::vector<std::string>{"0 MULTI", "0 SET a 1", "2 INCR b", "2 EXEC"});
  bench.journal.lines.clear();
  for (const char* line : {"MULTI", "GET a", "DEL nothing", "EXEC"}) bench.run(line);
  CHECK(bench.journal.lines.empty());
}

// ------------------------------------------------------------ watching

/// Whether a transaction runs after WATCH a, `lines` of somebody else, and `wait` milliseconds.
bool runs_after(const std::vector<std::string>& lines, std::int64_t wait = 0,
                const std::vector<std::string>& before = {"SET a 1", "SET b 1"}) {
  Bench bench;
  Client& other = bench.add_client();
  for (const std::string& line : before) bench.run(line);
  bench.run("WATCH a");
  for (const std::string& line : lines) bench.run(other, line);
  bench.now += wait;
  bench.run("MULTI");
  bench.run("PING");
  const std::string reply = bench.run("EXEC");
  CHECK((reply == no_array || reply == "*1\r\n+PONG\r\n"));
  return reply != no_array;
}

TEST_CASE("WATCH: a key that was not touched lets EXEC run") {
  CHECK(runs_after({}));
  CHECK(runs_after({"GET a", "TTL a", "SET b 2", "DEL b", "SETNX a 2", "SELECT 1", "SET a 2"}));
}

TEST_CASE("WATCH: whatever changes the key keeps EXEC from running") {
  for (const char* line :
       {"SET a 2", "SET a 1", "APPEND a x", "INCR a", "DEL a", "UNLINK a", "GETDEL a",
        "EXPIRE a 100", "RENAME a c", "RENAME b a", "COPY b a REPLACE", "MOVE a 3", "SETBIT a 1 1",
        "GETEX a EX 10", "MSET b 2 a 2", "SETRANGE a 3 x", "BITOP NOT a b"}) {
    CAPTURE(line);
    CHECK_FALSE(runs_after({line}));
  }
}

TEST_CASE("WATCH: a key that is made counts as changed") {
  CHECK_FALSE(runs_after({"SET a 1"}, 0, {}));
  CHECK(runs_after({"DEL a"}, 0, {}));
}

TEST_CASE("WATCH: a key that dies counts as changed; one that was dead before does not") {
  CHECK_FALSE(runs_after({}, 200, {"SET a 1 PX 100"}));
  CHECK(runs_after({}, 50, {"SET a 1 PX 100"}));
  Bench bench;
  bench.run("SET a 1 PX 100");
  bench.now += 200;
  bench.run("WATCH a");
  bench.run("MULTI");
  CHECK(bench.run("EXEC") == "*0\r\n");
}

TEST_CASE("WATCH: to empty a database touches the keys that are there") {
  CHECK_FALSE(runs_after({"FLUSHDB"}));
  CHECK_FALSE(runs_after({"SELECT 5", "FLUSHALL"}));
  CHECK(runs_after({"SELECT 5", "FLUSHDB"}));
  CHECK(runs_after({"FLUSHALL"}, 0, {}));
}

TEST_CASE("WATCH: SWAPDB of a database with itself touches nothing") {
  Bench bench;
  bench.run("SET a 1");
  bench.run("WATCH a");
  CHECK(bench.run("SWAPDB 0 0") == ok);
  bench.run("MULTI");
  CHECK(bench.run("EXEC") == "*0\r\n");
}

TEST_CASE("WATCH: SWAPDB touches what is in one of the two") {
  CHECK_FALSE(runs_after({"SWAPDB 0 1"}));
  CHECK_FALSE(runs_after({"SWAPDB 0 1"}, 0, {"SELECT 1", "SET a 1", "SELECT 0"}));
  CHECK(runs_after({"SWAPDB 0 1"}, 0, {}));
  CHECK(runs_after({"SWAPDB 2 1"}));
}

TEST_CASE("WATCH: several keys, databases and clients; UNWATCH and EXEC end it") {
  Bench bench;
  Client& other = bench.add_client();
  bench.run("WATCH a a b");
  bench.run("SELECT 1");
  bench.run("WATCH a");
  bench.run(other, "WATCH a");
  bench.run(other, "SET a 1");
  bench.run("MULTI");
  CHECK(bench.run("EXEC") == no_array);
  bench.run("MULTI");
  CHECK(bench.run("EXEC") == "*0\r\n");  // nothing is watched any more
  bench.run(other, "UNWATCH");
  bench.run(other, "MULTI");
  CHECK(bench.run(other, "EXEC") == "*0\r\n");
}

TEST_CASE("CLIENT LIST: who is in a transaction, and whose will not run") {
  Bench bench;
  CHECK(bench.run("CLIENT LIST").find(" multi=-1 ") != std::string::npos);
  bench.run("WATCH a");
  bench.run("SET a 1");
  bench.run("MULTI");
  bench.run("PING");
  Client& other = bench.add_client();
  const std::string list = bench.run(other, "CLIENT LIST");
  CHECK(list.find(" flags=xd ") != std::string::npos);
  CHECK(list.find(" multi=0 ") != std::string::npos);  // PING will not run, so it is not kept
}

}  // namespace
}  // namespace kit::resp
