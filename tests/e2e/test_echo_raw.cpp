// The raw style: bytes back as they came, whatever they are and however they were cut.
#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/echo_server.hpp"
#include "tests/support/connections.hpp"

namespace kit::test {
namespace {

TEST_CASE("raw: bytes back as they came") {
  EchoServer server(echo_command());  // the style when none is named
  Client client = server.connect();
  CHECK(client.echo("Hello\n") == "Hello\n");
  CHECK(client.echo("a\r\nb") == "a\r\nb");
  CHECK(client.echo(std::string(20'000, 'z')) == std::string(20'000, 'z'));
  const std::string_view odd("\0\xff\r\n\0", 5);
  CHECK(client.echo(odd) == odd);
  client.finish();
  CHECK(client.rest() == "");
  server.stop();
}

TEST_CASE("raw: one byte at a time, each answered at once") {
  EchoServer server("raw");
  Client client = server.connect();
  for (const char byte : std::string("hello")) {
    const std::string one(1, byte);
    CHECK(client.echo(one) == one);
  }
  server.stop();
}

TEST_CASE("raw: a client that sends a lot before it reads loses nothing") {
  EchoServer server("raw");
  Client client = server.connect();
  // The buffers between the two hold only so much; then the server stops reading, until the client
  // takes what waits for it.
  const std::string all = pattern(10'000'000);
  std::string back;
  std::size_t sent = 0;
  while (sent < all.size()) {
    const std::size_t now = client.send_some(std::string_view(all).substr(sent));
    sent += now;
    if (now == 0) back += client.read(1);
  }
  client.finish();
  back += client.rest();
  CHECK(back.size() == all.size());
  CHECK((back == all));
  server.stop();
}

}  // namespace
}  // namespace kit::test
