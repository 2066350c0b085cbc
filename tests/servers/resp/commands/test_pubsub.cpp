// Commands that publish and subscribe. Every expected byte is what Redis 7.0.15 answers.
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// A message or a confirmation, as version 2 has it; an element that is a number begins with ":".
std::string said(std::initializer_list<std::string_view> words, char mark = '*') {
  std::string text = mark + std::to_string(words.size()) + "\r\n";
  for (const std::string_view word : words)
    text += word.starts_with(':') ? std::string(word) + "\r\n" : bulk(word);
  return text;
}
std::string said3(std::initializer_list<std::string_view> words) { return said(words, '>'); }

TEST_CASE("SUBSCRIBE: one reply for each name, which counts channels and patterns together") {
  Bench bench;
  CHECK(bench.run("SUBSCRIBE x y x") == said({"subscribe", "x", ":1"}) +
                                            said({"subscribe", "y", ":2"}) +
                                            said({"subscribe", "x", ":2"}));
  CHECK(bench.run("PSUBSCRIBE p*") == said({"psubscribe", "p*", ":3"}));
  CHECK(bench.run("SSUBSCRIBE x") == said({"ssubscribe", "x", ":1"}));
  CHECK(bench.run("UNSUBSCRIBE y none") ==
        said({"unsubscribe", "y", ":2"}) + said({"unsubscribe", "none", ":2"}));
  CHECK(bench.run("SUNSUBSCRIBE x") == said({"sunsubscribe", "x", ":0"}));
}

TEST_CASE("UNSUBSCRIBE: without names it leaves all, first come first gone") {
  Bench bench;
  bench.run("SUBSCRIBE a b c");
  bench.run("PSUBSCRIBE p q");
  CHECK(bench.run("PUNSUBSCRIBE") ==
        said({"punsubscribe", "p", ":4"}) + said({"punsubscribe", "q", ":3"}));
  CHECK(bench.run("UNSUBSCRIBE") == said({"unsubscribe", "a", ":2"}) +
                                        said({"unsubscribe", "b", ":1"}) +
                                        said({"unsubscribe", "c", ":0"}));
  CHECK(bench.run("UNSUBSCRIBE") == "*3\r\n" + bulk("unsubscribe") + "$-1\r\n:0\r\n");
  bench.run("HELLO 3");
  CHECK(bench.run("SUNSUBSCRIBE") == ">3\r\n" + bulk("sunsubscribe") + "_\r\n:0\r\n");
}

TEST_CASE("PUBLISH: reaches members of the channel and of patterns, and says how often") {
  Bench bench;
  Client& a = bench.add_client();
  Client& b = bench.add_client();
  bench.run(a, "SUBSCRIBE news");
  bench.run(b, "PSUBSCRIBE n?ws other*");
  bench.run(b, "SUBSCRIBE news");
  CHECK(bench.run("PUBLISH news hello") == number(3));
  CHECK(Bench::take(a) == said({"message", "news", "hello"}));
  CHECK(Bench::take(b) ==
        said({"message", "news", "hello"}) + said({"pmessage", "n?ws", "news", "hello"}));
  CHECK(bench.run("PUBLISH nobody hello") == number(0));
  CHECK(Bench::take(a) == "");
  CHECK(bench.run("SPUBLISH news hello") == number(0));
}

TEST_CASE("SPUBLISH: reaches members of the shard channel alone") {
  Bench bench;
  Client& a = bench.add_client();
  bench.run(a, "SSUBSCRIBE s");
  bench.run(a, "PSUBSCRIBE *");
  CHECK(bench.run("SPUBLISH s m") == number(1));
  CHECK(Bench::take(a) == said({"smessage", "s", "m"}));
}

TEST_CASE("PUBLISH: any bytes are a name and a message, none as well") {
  Bench bench;
  Client& a = bench.add_client();
  const std::string name("\0\r\n", 3);
  bench.run_words(a, {"SUBSCRIBE", name, ""});
  CHECK(bench.run_words({"PUBLISH", name, ""}) == number(1));
  CHECK(bench.run_words({"PUBLISH", "", name}) == number(1));
  CHECK(Bench::take(a) == said({"message", name, ""}) + said({"message", "", name}));
}

TEST_CASE("a subscriber of version 2 may only subscribe and leave, PING, QUIT and RESET") {
  Bench bench;
  Client& a = bench.add_client();
  bench.run(a, "SUBSCRIBE x");
  const auto refused = [](const std::string& name) {
    return refusal("ERR Can't execute '" + name +
                   "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed "
                   "in this context");
  };
  CHECK(bench.run(a, "GET a") == refused("get"));
  CHECK(bench.run(a, "PUBLISH x y") == refused("publish"));
  CHECK(bench.run(a, "client LIST") == refused("client|list"));
  CHECK(bench.run(a, "MULTI") == refused("multi"));
  CHECK(bench.run(a, "GET") == refusal("ERR wrong number of arguments for 'get' command"));
  CHECK(bench.run(a, "PING") == said({"pong", ""}));
  CHECK(bench.run(a, "PING hi") == said({"pong", "hi"}));
  bench.run(a, "PSUBSCRIBE y");
  bench.run(a, "UNSUBSCRIBE");
  CHECK(bench.run(a, "GET a") == refused("get"));
  bench.run(a, "PUNSUBSCRIBE");
  CHECK(bench.run(a, "GET a") == nothing);
  bench.run(a, "SSUBSCRIBE s");
  CHECK(bench.run(a, "GET a") == refused("get"));
  CHECK(bench.run(a, "RESET") == "+RESET\r\n");
  CHECK(bench.run(a, "GET a") == nothing);
  CHECK(bench.instance.subscriptions.empty());
}

TEST_CASE("a subscriber of version 3 may do everything, and gets messages as pushes") {
  Bench bench;
  bench.run("HELLO 3");
  CHECK(bench.run("SUBSCRIBE x") == said3({"subscribe", "x", ":1"}));
  CHECK(bench.run("PING") == "+PONG\r\n");
  CHECK(bench.run("GET a") == "_\r\n");
  CHECK(bench.run("PUBLISH x hi") == said3({"message", "x", "hi"}) + number(1));
}

TEST_CASE("CLIENT REPLY: neither OFF nor SKIP keeps a push back") {
  Bench bench;
  Client& other = bench.add_client();
  bench.run("HELLO 3");
  bench.run("CLIENT REPLY OFF");
  CHECK(bench.run("SUBSCRIBE x") == said3({"subscribe", "x", ":1"}));
  CHECK(bench.run("PUBLISH x self") == said3({"message", "x", "self"}));
  bench.run(other, "PUBLISH x m");
  CHECK(Bench::take(bench.clients[0]) == said3({"message", "x", "m"}));
  CHECK(bench.run("UNSUBSCRIBE") == said3({"unsubscribe", "x", ":0"}));
  CHECK(bench.run("CLIENT REPLY ON") == ok);
  bench.run("SUBSCRIBE x");
  bench.run("CLIENT REPLY SKIP");
  CHECK(bench.run("PUBLISH x m") == said3({"message", "x", "m"}));
  CHECK(bench.run("PUBLISH y m") == number(0));
}

TEST_CASE("EXEC: confirmations stand where the replies stand, and pushes behind them all") {
  Bench bench;
  bench.run("HELLO 3");
  bench.run("MULTI");
  CHECK(bench.run("SUBSCRIBE q") == "+QUEUED\r\n");
  bench.run("PUBLISH q hi");
  bench.run("GET a");
  CHECK(bench.run("EXEC") ==
        "*3\r\n" + said3({"subscribe", "q", ":1"}) + ":1\r\n_\r\n" + said3({"message", "q", "hi"}));
  bench.run("MULTI");
  bench.run("SSUBSCRIBE s");
  CHECK(bench.run("EXEC") ==
        "*1\r\n" + refusal("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client"));
}

TEST_CASE("PUBSUB: what is subscribed to, and by how many") {
  Bench bench;
  Client& a = bench.add_client();
  Client& b = bench.add_client();
  bench.run(a, "SUBSCRIBE x");
  bench.run(b, "SUBSCRIBE x");
  bench.run(a, "PSUBSCRIBE p* q*");
  bench.run(b, "PSUBSCRIBE p*");
  bench.run(b, "SSUBSCRIBE s");
  CHECK(bench.run("PUBSUB CHANNELS") == "*1\r\n" + bulk("x"));
  CHECK(bench.run("PUBSUB channels y*") == "*0\r\n");
  CHECK(bench.run("PUBSUB CHANNELS [w-z]") == "*1\r\n" + bulk("x"));
  CHECK(bench.run("PUBSUB NUMSUB x z") == "*4\r\n" + bulk("x") + ":2\r\n" + bulk("z") + ":0\r\n");
  CHECK(bench.run("PUBSUB NUMSUB") == "*0\r\n");
  CHECK(bench.run("PUBSUB NUMPAT") == number(2));
  CHECK(bench.run("PUBSUB SHARDCHANNELS") == "*1\r\n" + bulk("s"));
  CHECK(bench.run("PUBSUB SHARDNUMSUB s") == "*2\r\n" + bulk("s") + ":1\r\n");
  CHECK(bench.run("PUBSUB Channels a b") ==
        refusal("ERR unknown subcommand or wrong number of arguments for 'Channels'. Try PUBSUB "
                "HELP."));
  CHECK(bench.run("PUBSUB HELP").starts_with("*14\r\n+PUBSUB <subcommand>"));
  bench.run("HELLO 3");
  // Not a map, in version 3 either.
  CHECK(bench.run("PUBSUB NUMSUB x") == "*2\r\n" + bulk("x") + ":2\r\n");
  const std::string stats = bench.run("INFO stats");
  CHECK(stats.find("\npubsub_channels:1\r") != stats.npos);
  CHECK(stats.find("\npubsub_patterns:2\r") != stats.npos);
  CHECK(stats.find("\npubsubshard_channels:1\r") != stats.npos);
}

TEST_CASE("CLIENT LIST: subscribers are a type, and their subscriptions are counted") {
  Bench bench;
  Client& a = bench.add_client();
  bench.run(a, "SUBSCRIBE x y");
  bench.run(a, "PSUBSCRIBE p");
  bench.run(a, "SSUBSCRIBE s t u");
  const std::string subscribers = bench.run("CLIENT LIST TYPE pubsub");
  CHECK(subscribers.find(" flags=P ") != subscribers.npos);
  CHECK(subscribers.find(" sub=2 psub=1 ssub=3 ") != subscribers.npos);
  CHECK(subscribers.find("id=1 ") == subscribers.npos);
  const std::string normal = bench.run("CLIENT LIST TYPE normal");
  CHECK(normal.find("id=1 ") != normal.npos);
  CHECK(normal.find("id=2 ") == normal.npos);
}

TEST_CASE("CLIENT KILL TYPE pubsub: subscribers go, and hear nothing more") {
  Bench bench;
  Client& a = bench.add_client();
  int disconnected = 0;
  a.disconnect = [&disconnected] { ++disconnected; };
  bench.run(a, "PSUBSCRIBE *");
  CHECK(bench.run("CLIENT KILL TYPE normal") == number(0));
  CHECK(bench.run("CLIENT KILL TYPE pubsub") == number(1));
  CHECK(disconnected == 1);
  CHECK(bench.run("PUBLISH x y") == number(0));
  CHECK(Bench::take(a) == "");
}

TEST_CASE("COMMAND: a shard channel stands where a key stands, and is none") {
  Bench bench;
  CHECK(bench.run("COMMAND GETKEYS SPUBLISH a b") ==
        refusal("ERR The command has no key arguments"));
  CHECK(bench.run("COMMAND INFO spublish").find(":1\r\n:1\r\n:1\r\n") != std::string::npos);
}

}  // namespace
}  // namespace kit::resp
