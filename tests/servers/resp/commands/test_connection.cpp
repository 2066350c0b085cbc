// Connection commands: who somebody is, and in which version the server talks to him.
#include <doctest/doctest.h>

#include <string>

#include "servers/resp/state/secret.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

const std::string wrong_password =
    refusal("WRONGPASS invalid username-password pair or user is disabled.");
const std::string no_auth = refusal("NOAUTH Authentication required.");

Parameters with_password() {
  Parameters parameters;
  parameters.requirepass = "secret";
  return parameters;
}

std::string hello_reply(std::string_view head, int version, std::uint64_t id) {
  return std::string(head) + bulk("server") + bulk("redis") + bulk("version") + bulk("7.0.15") +
         bulk("proto") + number(version) + bulk("id") + number(static_cast<std::int64_t>(id)) +
         bulk("mode") + bulk("standalone") + bulk("role") + bulk("master") + bulk("modules") +
         "*0\r\n";
}

TEST_CASE("HELLO: the server describes itself in the version that was asked for") {
  Bench bench;
  CHECK(bench.run("HELLO") == hello_reply("*14\r\n", 2, 1));
  CHECK(bench.run("HELLO 3") == hello_reply("%7\r\n", 3, 1));
  CHECK(bench.run("GET none") == "_\r\n");
  CHECK(bench.run("HELLO") == hello_reply("%7\r\n", 3, 1));
  CHECK(bench.run("HELLO 2") == hello_reply("*14\r\n", 2, 1));
  CHECK(bench.run("GET none") == nothing);
}

TEST_CASE("HELLO: a version that there is not changes nothing") {
  Bench bench;
  CHECK(bench.run("HELLO 4") == refusal("NOPROTO unsupported protocol version"));
  CHECK(bench.run("HELLO 1") == refusal("NOPROTO unsupported protocol version"));
  CHECK(bench.run("HELLO x") == refusal("ERR Protocol version is not an integer or out of range"));
  CHECK(bench.run("HELLO 3 SETNAME") == refusal("ERR Syntax error in HELLO option 'SETNAME'"));
  CHECK(bench.run("HELLO 3 AUTH default") == refusal("ERR Syntax error in HELLO option 'AUTH'"));
  CHECK(bench.run("HELLO 3 what") == refusal("ERR Syntax error in HELLO option 'what'"));
  CHECK(bench.clients[0].version == Version::resp2);
}

TEST_CASE("HELLO: options count in their order, as far as they are right") {
  Bench bench(with_password());
  CHECK(bench.run("HELLO 3 SETNAME one AUTH default wrong") == wrong_password);
  CHECK(bench.clients[0].name == "one");
  CHECK(bench.run("HELLO 3").starts_with("-NOAUTH HELLO must be called with the client already"));
  CHECK(bench.run("HELLO 3 AUTH default secret SETNAME two") == hello_reply("%7\r\n", 3, 1));
  CHECK(bench.clients[0].name == "two");
}

TEST_CASE("AUTH: without it, only what comes before it") {
  Bench bench(with_password());
  CHECK(bench.run("PING") == no_auth);
  CHECK(bench.run("SET key value") == no_auth);
  CHECK(bench.run("CLIENT ID") == no_auth);
  CHECK(bench.run("NOSUCH").starts_with("-ERR unknown command 'NOSUCH'"));
  CHECK(bench.run("GET") == refusal("ERR wrong number of arguments for 'get' command"));
  CHECK(bench.run("AUTH wrong") == wrong_password);
  CHECK(bench.run("AUTH default wrong") == wrong_password);
  CHECK(bench.run("AUTH nobody secret") == wrong_password);
  CHECK(bench.run("PING") == no_auth);
  CHECK(bench.run("AUTH secret") == ok);
  CHECK(bench.run("PING") == "+PONG\r\n");
  CHECK(bench.run("AUTH wrong") == wrong_password);
  CHECK(bench.run("PING") == "+PONG\r\n");  // whoever was known still is
}

TEST_CASE("AUTH: where there is no password, a password alone is a mistake") {
  Bench bench;
  CHECK(bench.run("AUTH any").starts_with("-ERR AUTH <password> called without any password"));
  CHECK(bench.run("AUTH default any") == ok);
  CHECK(bench.run("AUTH other any") == wrong_password);
  CHECK(bench.run("AUTH a b c") == refusal(syntax_error));
}

TEST_CASE("AUTH: a password that comes later is for those who come later") {
  Bench bench;
  bench.instance.parameters.requirepass = "secret";
  CHECK(bench.run("PING") == "+PONG\r\n");
  Client& later = bench.add_client();
  CHECK(bench.run(later, "PING") == no_auth);
  bench.instance.parameters.requirepass.clear();
  CHECK(bench.run(later, "PING") == "+PONG\r\n");
}

TEST_CASE("RESET: as if it had just connected") {
  Bench bench(with_password());
  bench.run("HELLO 3 AUTH default secret SETNAME me");
  bench.run("SELECT 3");
  CHECK(bench.run("RESET") == "+RESET\r\n");
  CHECK(bench.run("PING") == no_auth);
  const Client& client = bench.clients[0];
  CHECK(client.database == 0);
  CHECK(client.version == Version::resp2);
  CHECK(client.name.empty());
}

TEST_CASE("same_secret: the same and nothing else") {
  CHECK(same_secret("", ""));
  CHECK(same_secret("secret", "secret"));
  CHECK_FALSE(same_secret("secre", "secret"));
  CHECK_FALSE(same_secret("secrets", "secret"));
  CHECK_FALSE(same_secret("Secret", "secret"));
  CHECK_FALSE(same_secret("secreT", "secret"));
  CHECK_FALSE(same_secret("", "secret"));
  CHECK_FALSE(same_secret("secret", ""));
  CHECK_FALSE(same_secret(std::string("a\0", 2), "a"));
}

}  // namespace
}  // namespace kit::resp
