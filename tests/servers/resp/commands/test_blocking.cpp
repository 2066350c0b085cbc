// Commands that wait for something in a key.
#include <doctest/doctest.h>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// An array of texts.
std::string texts(const std::vector<std::string_view>& words) {
  std::string out;
  ReplyWriter reply(out);
  reply.array(words.size());
  for (const std::string_view word : words) reply.bulk(word);
  return out;
}

const std::string null_array = "*-1\r\n";

TEST_CASE("BLPOP: takes what is there without waiting, from the first key that has something") {
  Bench bench;
  bench.run("RPUSH b 1 2");
  bench.run("RPUSH c 3");
  CHECK(bench.run("BLPOP a b c 0") == texts({"b", "1"}));
  CHECK(bench.run("BRPOP a c 0") == texts({"c", "3"}));
  CHECK_FALSE(bench.clients[0].waiting);
}

TEST_CASE("BLPOP: waits until somebody pushes; the one who came first is served first") {
  Bench bench;
  Client& first = bench.add_client();
  Client& second = bench.add_client();
  CHECK(bench.run(first, "BLPOP list 0") == "");
  CHECK(bench.run(second, "BLPOP list 0") == "");
  CHECK(bench.run("INFO clients").find("blocked_clients:2") != std::string::npos);
  CHECK(bench.run("RPUSH list x") == number(1));
  CHECK(Bench::take(first) == texts({"list", "x"}));
  CHECK(Bench::take(second) == "");
  CHECK(bench.run("EXISTS list") == number(0));
  CHECK(bench.run("RPUSH list y z") == number(2));
  CHECK(Bench::take(second) == texts({"list", "y"}));
  CHECK(bench.run("LRANGE list 0 -1") == texts({"z"}));
  CHECK(bench.run("INFO clients").find("blocked_clients:0") != std::string::npos);
}

TEST_CASE("BLPOP: several keys, of which the first that gets something counts") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "BLPOP a b a 0");
  bench.run("RPUSH b 1");
  CHECK(Bench::take(waiter) == texts({"b", "1"}));
  bench.run("RPUSH a 2");
  CHECK(bench.run("LLEN a") == number(1));
  CHECK(Bench::take(waiter) == "");
  bench.run(waiter, "BLPOP x y 0");
  // After a transaction, in the order in which they became ready.
  for (const char* line : {"MULTI", "RPUSH y 1", "RPUSH x 2", "EXEC"}) bench.run(line);
  CHECK(Bench::take(waiter) == texts({"y", "1"}));
}

TEST_CASE("BLPOP: a text in a key is nothing to come back for later") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "BLPOP a b 0");
  for (const char* line : {"MULTI", "APPEND a x", "DEL a", "RPUSH b 1", "RPUSH a 2", "EXEC"})
    bench.run(line);
  CHECK(Bench::take(waiter) == texts({"b", "1"}));
}

TEST_CASE("BLPOP: what is gone again when the transaction is over was never there") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "BLPOP list 0");
  for (const char* line : {"MULTI", "RPUSH list 1", "DEL list", "EXEC"}) bench.run(line);
  CHECK(Bench::take(waiter) == "");
  for (const char* line : {"MULTI", "RPUSH list 1", "DEL list", "SADD list 1", "EXEC"})
    bench.run(line);
  CHECK(Bench::take(waiter) == "");
  bench.run("DEL list");
  bench.run("RPUSH list 2");
  CHECK(Bench::take(waiter) == texts({"list", "2"}));
}

TEST_CASE("BLPOP: a list that comes by another name, or with another database, is noticed") {
  const auto wakes = [](const std::vector<std::string>& lines) {
    Bench bench;
    Client& waiter = bench.add_client();
    bench.run(waiter, "BLPOP list 0");
    for (const std::string& line : lines) bench.run(line);
    return Bench::take(waiter) == texts({"list", "1"});
  };
  CHECK(wakes({"RPUSH other 1", "RENAME other list"}));
  CHECK(wakes({"RPUSH other 1", "COPY other list"}));
  CHECK(wakes({"SELECT 1", "RPUSH list 1", "MOVE list 0"}));
  CHECK(wakes({"SELECT 1", "RPUSH list 1", "SWAPDB 0 1"}));
  CHECK(wakes({"RPUSH other 1", "LMOVE other list LEFT LEFT"}));
  CHECK(wakes({"RPUSH other 1", "SORT other STORE list"}));
  CHECK_FALSE(wakes({"SELECT 1", "RPUSH list 1"}));
  CHECK_FALSE(wakes({"SET list 1"}));
}

TEST_CASE("BLPOP: something else in the key is an error only before it waits") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run("SET text 1");
  CHECK(bench.run(waiter, "BLPOP text 0") == refusal(wrong_type));
  CHECK(bench.run(waiter, "BLPOP none text 0") == refusal(wrong_type));
  bench.run(waiter, "BLPOP none 0");
  bench.run("ZADD none 1 a");
  CHECK(Bench::take(waiter) == "");
}

TEST_CASE("timeouts: which are none, and in which words") {
  Bench bench;
  const std::string none = refusal("ERR timeout is not a float or out of range");
  const std::string negative = refusal("ERR timeout is negative");
  for (const char* wrong : {"x", "\"\"", "nan", "1s", "\" 1\""})
    CHECK(bench.run(std::string("BLPOP list ") + wrong) == none);
  for (const char* below : {"-1", "-0.5", "inf", "1e400", "99999999999999999"})
    CHECK(bench.run(std::string("BLPOP list ") + below) == negative);
  for (const char* good : {"0", "0x10", "1e3", "0.001", "9223372036854775"}) {
    CAPTURE(good);
    Client& waiter = bench.add_client();
    CHECK(bench.run(waiter, std::string("BLPOP list ") + good) == "");
    CHECK((waiter.waiting->timeout == Duration::zero()) == (good == std::string("0")));
  }
}

TEST_CASE("BLMOVE: a chain of those who wait for each other") {
  Bench bench;
  Client& first = bench.add_client();
  Client& second = bench.add_client();
  bench.run(second, "BLMOVE b c RIGHT LEFT 0");
  bench.run(first, "BRPOPLPUSH a b 0");
  bench.run("RPUSH a x");
  CHECK(Bench::take(first) == bulk("x"));
  CHECK(Bench::take(second) == bulk("x"));
  CHECK(bench.run("LRANGE c 0 -1") == texts({"x"}));
  CHECK(bench.run("EXISTS a b") == number(0));
}

TEST_CASE("BLMOVE: a target that is no list is found out when there is something to move") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run("SET text 1");
  CHECK(bench.run(waiter, "BLMOVE list text LEFT LEFT 0") == "");
  bench.run("RPUSH list x");
  CHECK(Bench::take(waiter) == refusal(wrong_type));
  CHECK(bench.run("LRANGE list 0 -1") == texts({"x"}));
}

TEST_CASE("BLMPOP and BZMPOP: as many as they want, of what is there") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "BLMPOP 0 2 a b RIGHT COUNT 2");
  bench.run("RPUSH b 1 2 3");
  CHECK(Bench::take(waiter) == "*2\r\n" + bulk("b") + texts({"3", "2"}));
  bench.run(waiter, "BZMPOP 0 1 z MAX COUNT 10");
  bench.run("ZADD z 1 a 2 b");
  CHECK(Bench::take(waiter) ==
        "*2\r\n" + bulk("z") + "*2\r\n" + texts({"b", "2"}) + texts({"a", "1"}));
  CHECK(bench.run("BLMPOP 0 0 a LEFT") == refusal("ERR numkeys should be greater than 0"));
  CHECK(bench.run("BLMPOP x 1 a LEFT") == refusal("ERR timeout is not a float or out of range"));
  CHECK(bench.run("BZMPOP 0 1 z SIDEWAYS") == refusal(syntax_error));
}

TEST_CASE("CLIENT UNBLOCK: a word too many is refused, and nobody unblocked") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "BLPOP list 0");
  const std::string id = std::to_string(waiter.id);
  CHECK(bench.run("CLIENT unblock " + id + " TIMEOUT x") ==
        refusal("ERR unknown subcommand or wrong number of arguments for 'unblock'. Try CLIENT "
                "HELP."));
  CHECK(waiter.waiting.has_value());
}

TEST_CASE("BLMPOP and BZMPOP: the timeout is looked at last") {
  Bench bench;
  for (const std::string name : {"BLMPOP", "BZMPOP"}) {
    const std::string end = name == "BLMPOP" ? " LEFT" : " MIN";
    CHECK(bench.run(name + " x 0 a" + end) == refusal("ERR numkeys should be greater than 0"));
    CHECK(bench.run(name + " x 1 a SIDEWAYS") == refusal(syntax_error));
    CHECK(bench.run(name + " x 1 a" + end + " COUNT 0") ==
          refusal("ERR count should be greater than 0"));
    CHECK(bench.run(name + " -1 1 a" + end) == refusal("ERR timeout is negative"));
  }
}

TEST_CASE("BZPOPMIN and BZPOPMAX: key, member and score") {
  Bench bench;
  Client& low = bench.add_client();
  Client& high = bench.add_client();
  bench.run(low, "BZPOPMIN z 0");
  bench.run(high, "BZPOPMAX z 0");
  bench.run("ZADD z 1 a 2 b 3 c");
  CHECK(Bench::take(low) == texts({"z", "a", "1"}));
  CHECK(Bench::take(high) == texts({"z", "c", "3"}));
  CHECK(bench.run("BZPOPMIN z 0") == texts({"z", "b", "2"}));
}

TEST_CASE("in a transaction nobody waits") {
  Bench bench;
  for (const char* line : {"MULTI", "BLPOP a 0", "BLMOVE a b LEFT LEFT 0", "BZPOPMIN z 0",
                           "BLMPOP 0 1 a LEFT", "BRPOPLPUSH a b 0"})
    bench.run(line);
  CHECK(bench.run("EXEC") == "*5\r\n" + null_array + nothing + null_array + null_array + nothing);
  CHECK(bench.instance.waiting.client_count() == 0);
}

TEST_CASE(
    "the append-only file has what was taken, behind what was put in, and nothing that waits") {
  Bench bench;
  bench.keep_journal();
  Client& first = bench.add_client();
  Client& second = bench.add_client();
  bench.run(first, "BLPOP a b 10");
  bench.run(second, "BLMOVE c d LEFT RIGHT 10");
  bench.run("RPUSH b 1");
  bench.run("RPUSH c 2");
  CHECK(bench.journal.lines == std::vector<std::string>{"0 RPUSH b 1", "0 LPOP b", "0 RPUSH c 2",
                                                        "0 LMOVE c d LEFT RIGHT"});
}

TEST_CASE("CLIENT UNBLOCK: as after its time, or with an error") {
  Bench bench;
  Client& waiter = bench.add_client();
  const std::string id = std::to_string(waiter.id);
  CHECK(bench.run("CLIENT UNBLOCK " + id) == number(0));
  bench.run(waiter, "BLPOP a 0");
  CHECK(bench.run("CLIENT LIST").find(" flags=b ") != std::string::npos);
  CHECK(bench.run("CLIENT UNBLOCK " + id) == number(1));
  CHECK(Bench::take(waiter) == null_array);
  bench.run(waiter, "BLMOVE a b LEFT LEFT 0");
  CHECK(bench.run("CLIENT UNBLOCK " + id + " error") == number(1));
  CHECK(Bench::take(waiter) == refusal("UNBLOCKED client unblocked via CLIENT UNBLOCK"));
  CHECK(bench.run("CLIENT UNBLOCK x") == refusal(not_an_integer));
  CHECK(bench.run("CLIENT UNBLOCK " + id + " maybe") ==
        refusal("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"));
  CHECK(bench.run("RPUSH a 1") == number(1));
  CHECK(bench.run("LLEN a") == number(1));  // nobody waits for it any more
}

TEST_CASE("CLIENT REPLY OFF: who waits in silence is served in silence") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "CLIENT REPLY OFF");
  bench.run(waiter, "BLPOP a 0");
  bench.run("RPUSH a 1");
  CHECK(Bench::take(waiter) == "");
  CHECK_FALSE(waiter.waiting);
  CHECK(bench.run("EXISTS a") == number(0));
}

TEST_CASE("RESP3: the reply of one who waited is in his version") {
  Bench bench;
  Client& waiter = bench.add_client();
  bench.run(waiter, "HELLO 3");
  bench.run(waiter, "BZPOPMIN z 0");
  bench.run("ZADD z 1.5 a");
  CHECK(Bench::take(waiter) == "*3\r\n" + bulk("z") + bulk("a") + ",1.5\r\n");
}

}  // namespace
}  // namespace kit::resp
