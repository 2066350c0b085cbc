#include "streams/address.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace kit {
namespace {

std::vector<std::string> texts(const std::vector<Address>& addresses) {
  std::vector<std::string> all;
  for (const Address& address : addresses) all.push_back(address.str());
  return all;
}

using Texts = std::vector<std::string>;

TEST_CASE("address: numbers stand for themselves") {
  CHECK(texts(parse_host("127.0.0.1", 80)) == Texts{"127.0.0.1:80"});
  CHECK(texts(parse_host("::1", 80)) == Texts{"[::1]:80"});
  CHECK(texts(resolve("10.1.2.3", 0)) == Texts{"10.1.2.3:0"});
}

TEST_CASE("address: localhost is both loopbacks, without a look-up") {
  CHECK(texts(parse_host("localhost", 8080)) == Texts{"127.0.0.1:8080", "[::1]:8080"});
  CHECK(texts(resolve("localhost", 8080)) == Texts{"127.0.0.1:8080", "[::1]:8080"});
}

TEST_CASE("A06: an empty host means all interfaces, IPv4 and IPv6") {
  CHECK(texts(parse_host("", 7)) == Texts{"0.0.0.0:7", "[::]:7"});
}

TEST_CASE("A09: a path is a Unix socket, and has no port") {
  CHECK(texts(parse_host("/run/echo", 80)) == Texts{"unix:/run/echo"});
  CHECK(texts(parse_host("./echo", 80)) == Texts{"unix:./echo"});
  CHECK(texts(parse_host("unix:echo", 80)) == Texts{"unix:echo"});
  CHECK(parse_host("unix:echo", 80).front().is_unix());
  CHECK(parse_host("/run/echo", 80).front().path() == "/run/echo");
}

TEST_CASE("A09: a path that does not fit is refused") {
  CHECK_THROWS_AS(parse_host("/" + std::string(200, 'x'), 0), std::invalid_argument);
}

TEST_CASE("address: a name needs a look-up, and the error says so") {
  CHECK_THROWS_AS(parse_host("example.org", 80), std::invalid_argument);
  try {
    parse_host("example.org", 80);
  } catch (const std::invalid_argument& error) {
    const std::string text = error.what();
    CHECK(text.find("example.org") != text.npos);
    CHECK(text.find("getaddrinfo()") != text.npos);
  }
}

TEST_CASE("address: a host that cannot be is one clear error") {
  // Longer than a label may be (RFC 1035, 2.3.4), so that no name server is asked.
  const std::string name = std::string(70, 'x') + ".invalid";
  CHECK_THROWS_AS(resolve(name, 80), std::invalid_argument);
  try {
    resolve(name, 80);
  } catch (const std::invalid_argument& error) {
    CHECK(std::string(error.what()).find(name) != std::string::npos);
  }
}

}  // namespace
}  // namespace kit
