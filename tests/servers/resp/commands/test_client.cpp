// CLIENT: names, the list, and the end of a connection.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// Two clients with addresses, of which the second notes that it was cut off.
struct Two : Bench {
  Two() {
    clients[0].peer = "127.0.0.1:1001";
    clients[0].local = "127.0.0.1:6379";
    Client& second = add_client();
    second.peer = "127.0.0.1:1002";
    second.local = "127.0.0.1:6379";
    second.disconnect = [this] { ++cut; };
  }
  int cut = 0;
};

TEST_CASE("CLIENT: its number and its name") {
  Bench bench;
  CHECK(bench.run("CLIENT ID") == number(1));
  CHECK(bench.run("CLIENT GETNAME") == nothing);
  CHECK(bench.run("CLIENT SETNAME me") == ok);
  CHECK(bench.run("client getname") == bulk("me"));
  const std::string not_plain =
      refusal("ERR Client names cannot contain spaces, newlines or special characters.");
  CHECK(bench.run("CLIENT SETNAME \"a b\"") == not_plain);
  CHECK(bench.run("CLIENT SETNAME \"a\\nb\"") == not_plain);
  CHECK(bench.run("CLIENT SETNAME \"\\xc3\\xa4\"") == not_plain);
  CHECK(bench.run("CLIENT GETNAME") == bulk("me"));
  CHECK(bench.run("CLIENT SETNAME \"\"") == ok);
  CHECK(bench.run("CLIENT GETNAME") == nothing);
}

TEST_CASE("CLIENT: mistakes are told in Redis's words") {
  Bench bench;
  CHECK(bench.run("CLIENT") == refusal("ERR wrong number of arguments for 'client' command"));
  CHECK(bench.run("CLIENT what") == refusal("ERR unknown subcommand 'what'. Try CLIENT HELP."));
  CHECK(bench.run("CLIENT ID 3") ==
        refusal("ERR wrong number of arguments for 'client|id' command"));
  CHECK(bench.run("CLIENT NO-EVICT maybe") == refusal(syntax_error));
  CHECK(bench.run("CLIENT SETINFO lib-what x") == refusal("ERR Unrecognized option 'lib-what'"));
  CHECK(bench.run("CLIENT SETINFO lib-name \"a b\"") ==
        refusal("ERR lib-name cannot contain spaces, newlines or special characters."));
}

TEST_CASE("CLIENT LIST: one line each, with the fields that clients look for") {
  Two bench;
  bench.run("CLIENT SETNAME me");
  bench.run("CLIENT NO-EVICT on");
  bench.run("CLIENT SETINFO LIB-NAME redis-py");
  bench.run("SELECT 5");
  bench.now += 12'345;
  const std::string mine =
      "id=1 addr=127.0.0.1:1001 laddr=127.0.0.1:6379 fd=-1 name=me age=12 idle=12 flags=e db=5 "
      "sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 "
      "oll=0 omem=0 tot-mem=" +
      std::to_string(sizeof(Client)) +
      " events=r cmd=client|info user=default redir=-1 resp=2 lib-name=redis-py\n";
  CHECK(bench.run("CLIENT INFO") == bulk(mine));
  const std::string all = bench.run("CLIENT LIST");
  CHECK(all.find("\nid=2 addr=127.0.0.1:1002 ") != all.npos);
  CHECK(all.find("flags=N") != all.npos);
  CHECK(all.find("cmd=NULL") != all.npos);
  bench.run("HELLO 3");
  CHECK(bench.run("CLIENT INFO").find("txt:id=1 ") != std::string::npos);
}

TEST_CASE("CLIENT LIST: by type and by number") {
  Two bench;
  CHECK(bench.run("CLIENT LIST TYPE normal") == bench.run("CLIENT LIST"));
  for (const char* type : {"master", "slave", "replica", "PUBSUB"})
    CHECK(bench.run(std::string("CLIENT LIST TYPE ") + type) == bulk(""));
  CHECK(bench.run("CLIENT LIST TYPE odd") == refusal("ERR Unknown client type 'odd'"));
  const std::string second = bench.run("CLIENT LIST ID 2 77");
  CHECK(second.find("id=2 ") != second.npos);
  CHECK(second.find("id=1 ") == second.npos);
  CHECK(bench.run("CLIENT LIST ID 2 x") == refusal("ERR Invalid client ID"));
  for (const char* wrong : {"TYPE", "ID", "odd 3", "TYPE normal normal"})
    CHECK(bench.run(std::string("CLIENT LIST ") + wrong) == refusal(syntax_error));
}

TEST_CASE("CLIENT KILL: the old form names one, itself included") {
  Two bench;
  CHECK(bench.run("CLIENT KILL 127.0.0.1:999") == refusal("ERR No such client"));
  CHECK(bench.run("CLIENT KILL 127.0.0.1:1002") == ok);
  CHECK(bench.cut == 1);
  CHECK(bench.instance.clients.size() == 1);
  CHECK_FALSE(bench.clients[0].closing);
  CHECK(bench.run("CLIENT KILL 127.0.0.1:1001") == ok);
  CHECK(bench.clients[0].closing);  // after the reply
}

TEST_CASE("CLIENT KILL: all filters have to fit; oneself is spared if nothing else is said") {
  Two bench;
  CHECK(bench.run("CLIENT KILL ID 3 TYPE normal") == number(0));
  CHECK(bench.run("CLIENT KILL ID 2 ADDR 127.0.0.1:1001") == number(0));
  CHECK(bench.run("CLIENT KILL TYPE pubsub USER default") == number(0));
  CHECK(bench.run("CLIENT KILL ID 1 SKIPME yes") == number(0));
  CHECK(bench.run("CLIENT KILL LADDR 127.0.0.1:1 ADDR 127.0.0.1:1002") == number(0));
  CHECK(bench.cut == 0);
  CHECK(bench.run("CLIENT KILL LADDR 127.0.0.1:6379 USER default") == number(1));
  CHECK(bench.cut == 1);
  CHECK(bench.run("CLIENT KILL LADDR 127.0.0.1:6379 SKIPME no") == number(1));
  CHECK(bench.clients[0].closing);
}

TEST_CASE("CLIENT KILL: mistakes hurt nobody") {
  Two bench;
  const std::string too_small = refusal("ERR client-id should be greater than 0");
  CHECK(bench.run("CLIENT KILL ID x") == refusal("ERR client-id should be greater than 0"));
  CHECK(bench.run("CLIENT KILL ID 0 SKIPME no") == too_small);
  CHECK(bench.run("CLIENT KILL TYPE odd SKIPME no") == refusal("ERR Unknown client type 'odd'"));
  CHECK(bench.run("CLIENT KILL USER bob SKIPME no") == refusal("ERR No such user 'bob'"));
  CHECK(bench.run("CLIENT KILL SKIPME perhaps") == refusal(syntax_error));
  CHECK(bench.run("CLIENT KILL SKIPME no ID") == refusal(syntax_error));
  CHECK(bench.run("CLIENT KILL what no") == refusal(syntax_error));
  CHECK(bench.cut == 0);
  CHECK_FALSE(bench.clients[0].closing);
}

TEST_CASE("CLIENT REPLY: off until on, or the next one skipped") {
  Bench bench;
  CHECK(bench.run("CLIENT REPLY OFF").empty());
  CHECK(bench.run("SET key value").empty());
  CHECK(bench.run("NOSUCH").empty());
  CHECK(bench.run("CLIENT REPLY SKIP").empty());
  CHECK(bench.run("PING").empty());
  CHECK(bench.run("CLIENT REPLY ON") == ok);
  CHECK(bench.run("GET key") == bulk("value"));
  CHECK(bench.run("CLIENT REPLY SKIP").empty());
  CHECK(bench.run("PING").empty());
  CHECK(bench.run("PING") == "+PONG\r\n");
  CHECK(bench.run("CLIENT REPLY SKIP").empty());
  CHECK(bench.run("CLIENT REPLY ON") == ok);
  CHECK(bench.run("PING") == "+PONG\r\n");
  CHECK(bench.run("CLIENT REPLY odd") == refusal(syntax_error));
  bench.run("CLIENT REPLY OFF");
  CHECK(bench.run("RESET") == "+RESET\r\n");
  CHECK(bench.run("PING") == "+PONG\r\n");
}

TEST_CASE("CLIENT: nothing is tracked, and it says so") {
  Bench bench;
  CHECK(bench.run("CLIENT GETREDIR") == number(-1));
  CHECK(bench.run("CLIENT TRACKINGINFO") == "*6\r\n" + bulk("flags") + "*1\r\n" + bulk("off") +
                                                bulk("redirect") + number(-1) + bulk("prefixes") +
                                                "*0\r\n");
  CHECK(bench.run("CLIENT HELP").find("+KILL <ip:port>\r\n") != std::string::npos);
}

}  // namespace
}  // namespace kit::resp
