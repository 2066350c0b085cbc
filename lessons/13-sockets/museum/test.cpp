// The museum of lesson 13: a server that runs out of descriptors.
#include <doctest/doctest.h>

#include <exception>

#include "lessons/support/names.hpp"
#include "lessons/support/story.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "tests/support/counted_world.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loop_socket.hpp"

namespace kit {
namespace {

Task<> out_of_descriptors(test::CountedWorld& world) {
  Net& net = world.network;
  const test::LoopSocket listener = test::new_listener(world.loop);
  const test::LoopSocket bob = test::new_socket(world.loop);
  step("Bob connects");
  co_await sock_connect(bob.fd(), net.sockname(listener.fd()));
  step("there are no more descriptors");
  world.network.set_descriptor_limit(world.network.open_descriptors());
  // lesson 13.0: The server accepts. Check that it is told: an OSError, with the number EMFILE.
  step("the server accepts");
  const std::exception_ptr failure = co_await test::failure_of(sock_accept(listener.fd()));
  CHECK(errno_name(failure) == "EMFILE");
  // end lesson 13.0
}

TEST_CASE("13.0: a server that is out of descriptors is told") {
  test::CountedWorld world;
  world.selector->most_waits = 1000;  // a loop that goes round and round is stopped
  run(world.loop, out_of_descriptors(world));
}

}  // namespace
}  // namespace kit
