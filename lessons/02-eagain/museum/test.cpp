// The museum of lesson 2: the test that would have found it.
#include <doctest/doctest.h>
#include <poll.h>

#include <array>
#include <cstddef>
#include <string_view>

#include "lessons/support/story.hpp"
#include "loop/os/net.hpp"
#include "loop/os/socket.hpp"

namespace kit {
namespace {

/// Waits until there is something to receive, or somebody to accept.
void wait_until_readable(const Socket& socket) {
  pollfd one{.fd = socket.get(), .events = POLLIN, .revents = 0};
  while (::poll(&one, 1, -1) != 1) continue;
}

Socket call(Net& net, const Socket& listener) {
  Socket client = make_socket(net, AF_INET);
  (void)net.connect(client.get(), net.sockname(listener.get()));
  return client;
}

Socket accept_from(Net& net, const Socket& listener) {
  wait_until_readable(listener);
  Address peer;
  const IoResult accepted = net.accept(listener.get(), peer);
  REQUIRE(accepted.is_ok());
  return Socket(net, accepted.fd());
}

TEST_CASE("2.0: who says nothing keeps nobody waiting") {
  Net& net = os_net();
  const Socket listener = listen_on(net, Address::ip("127.0.0.1", 0), 16);
  step("Alice and Bob call, and are accepted");
  const Socket alice = call(net, listener);
  const Socket from_alice = accept_from(net, listener);
  const Socket bob = call(net, listener);
  const Socket from_bob = accept_from(net, listener);
  step("only Bob says something");
  REQUIRE(net.send(bob.get(), "hello").is_ok());
  wait_until_readable(from_bob);
  [[maybe_unused]] std::array<std::byte, 100> room;
  // lesson 2.0: Ask first Alice's connection and then Bob's, as the server does: is he heard?
  step("we ask Alice");
  REQUIRE(net.is_nonblocking(from_alice.get()));
  CHECK(net.recv(from_alice.get(), room).would_block());
  step("we ask Bob");
  const IoResult heard = net.recv(from_bob.get(), room);
  REQUIRE(heard.is_ok());
  CHECK(heard.bytes() == 5);
  // end lesson 2.0
}

}  // namespace
}  // namespace kit
