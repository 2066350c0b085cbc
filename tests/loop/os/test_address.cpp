// Address: IPv4, IPv6 and Unix paths as values.
#include "loop/os/address.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>
#include <stdexcept>
#include <string>

using namespace kit;

namespace {

/// There and back through the system's form.
Address round_trip(const Address& address) {
  sockaddr_storage storage;
  const socklen_t length = address.to_sockaddr(storage);
  return Address::from_sockaddr(storage, length);
}

constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

}  // namespace

TEST_CASE("Address: IPv4") {
  const Address address = Address::ip("127.0.0.1", 8080);
  CHECK(address.family() == AF_INET);
  CHECK(address.port() == 8080);
  CHECK(address.host() == "127.0.0.1");
  CHECK(address.str() == "127.0.0.1:8080");
  CHECK(address.path().empty());
  CHECK_FALSE(address.is_unix());
  CHECK(round_trip(address) == address);
}

TEST_CASE("Address: IPv6, in brackets when a port follows") {
  const Address address = Address::ip("::1", 443);
  CHECK(address.family() == AF_INET6);
  CHECK(address.host() == "::1");
  CHECK(address.str() == "[::1]:443");
  CHECK(round_trip(address) == address);
  CHECK(Address::ip("2001:0db8:0::00ff", 1).str() == "[2001:db8::ff]:1");
}

TEST_CASE("Address: a link-local one carries its interface") {
  const Address address = Address::ip("fe80::1%2", 80);
  CHECK(address.host() == "fe80::1%2");
  CHECK(address.str() == "[fe80::1%2]:80");
  CHECK(round_trip(address) == address);
  CHECK_FALSE(address == Address::ip("fe80::1%3", 80));
}

TEST_CASE("Address: a Unix path") {
  const Address address = Address::unix_path("/run/echo");
  CHECK(address.is_unix());
  CHECK(address.family() == AF_UNIX);
  CHECK(address.path() == "/run/echo");
  CHECK(address.host() == "/run/echo");
  CHECK(address.str() == "unix:/run/echo");
  CHECK(address.port() == 0);
  CHECK(round_trip(address) == address);
}

TEST_CASE("Address: the longest path fits, one byte more does not") {
  const std::string longest(longest_path, 'p');
  CHECK(round_trip(Address::unix_path(longest)).path() == longest);
  CHECK_THROWS_AS(Address::unix_path(longest + "p"), std::invalid_argument);
  CHECK_THROWS_AS(Address::unix_path(""), std::invalid_argument);
  try {
    (void)Address::unix_path(longest + "p");
  } catch (const std::invalid_argument& error) {
    const std::string what = error.what();
    CHECK(what.find(std::to_string(longest_path)) != what.npos);  // says what would fit
  }
}

TEST_CASE("Address: an unnamed Unix socket has an empty path") {
  sockaddr_storage storage{};
  storage.ss_family = AF_UNIX;
  const Address address = Address::from_sockaddr(storage, sizeof(sa_family_t));
  CHECK(address.is_unix());
  CHECK(address.path().empty());
}

TEST_CASE("Address: none") {
  const Address none;
  CHECK(none.family() == 0);
  CHECK(none.str() == "(none)");
  CHECK(none.host().empty());
  sockaddr_storage storage;
  CHECK_THROWS_AS(none.to_sockaddr(storage), std::invalid_argument);
  std::memset(&storage, 0, sizeof storage);
  CHECK(Address::from_sockaddr(storage, sizeof storage) == none);
}

TEST_CASE("Address: what is no number is refused, and the message quotes it") {
  for (const char* text : {"", "localhost", "127.0.0", "127.0.0.256", "127.0.0.1.", " 127.0.0.1",
                           "::1::", "[::1]", "fe80::1%", "fe80::1%eth0", "fe80::1%-1",
                           "fe80::1%4294967296", "127.0.0.1%1", "127.0.0.1:80"}) {
    CAPTURE(text);
    CHECK_FALSE(Address::is_ip(text));
    CHECK_THROWS_AS(Address::ip(text, 1), std::invalid_argument);
  }
  for (const char* text : {"0.0.0.0", "::", "::1", "fe80::1%4294967295"}) {
    CAPTURE(text);
    CHECK(Address::is_ip(text));
  }
  CHECK_THROWS_WITH(Address::ip("localhost", 1),
                    "'localhost' is not an IP address such as 127.0.0.1 or ::1");
}

TEST_CASE("Address: the port goes over the wire in network byte order") {
  sockaddr_storage storage;
  REQUIRE(Address::ip("1.2.3.4", 0x1234).to_sockaddr(storage) == sizeof(sockaddr_in));
  sockaddr_in in{};
  std::memcpy(&in, &storage, sizeof in);
  const auto* bytes = reinterpret_cast<const unsigned char*>(&in.sin_port);
  CHECK(bytes[0] == 0x12);
  CHECK(bytes[1] == 0x34);
  CHECK(reinterpret_cast<const unsigned char*>(&in.sin_addr)[0] == 1);
}

TEST_CASE("Address: equal means the same host, port and family") {
  CHECK(Address::ip("127.0.0.1", 1) == Address::ip("127.0.0.1", 1));
  CHECK_FALSE(Address::ip("127.0.0.1", 1) == Address::ip("127.0.0.1", 2));
  CHECK_FALSE(Address::ip("127.0.0.1", 1) == Address::ip("127.0.0.2", 1));
  CHECK_FALSE(Address::ip("0.0.0.0", 1) == Address::ip("::", 1));
  CHECK_FALSE(Address::unix_path("a") == Address::unix_path("b"));
}
