// The museum of lesson 8: one client's reset ends the whole server. The test that sees it.
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "lessons/support/story.hpp"
#include "loop/errors.hpp"
#include "tests/support/yield_bench.hpp"

namespace kit {
namespace {

/// Serves a client: notes what comes, until the end. Throws what recv says.
[[maybe_unused]] Routine reads(Net& net, int fd, std::string& log) {
  std::array<std::byte, 100> room;
  for (;;) {
    co_yield recv(fd);
    const IoResult got = net.recv(fd, room);
    if (!got.is_ok()) throw_os_error(got.error(), on_descriptor("recv", fd));
    if (got.bytes() == 0) break;
    log.append(reinterpret_cast<const char*>(room.data()), got.bytes());
  }
}

TEST_CASE("8.0: one client's reset does not end the others") {
  test::YieldBench bench("sim");  // a scheduler in a simulated world
  Net& net = bench.net();
  [[maybe_unused]] YieldScheduler& scheduler = bench.scheduler();
  // What Alice and Bob do at their ends, the server sees at its own: net.reset(fd), after which a
  // routine throws (net.close(fd) is a polite end), test::send_now(net, fd, "text"), and
  // net.shutdown_write(fd), the end of what is sent. Everybody must come to an end, or run() waits.
  [[maybe_unused]] const auto [alice, alice_at_server] = test::make_pair(net);
  [[maybe_unused]] const auto [bob, bob_at_server] = test::make_pair(net);
  std::string from_alice;
  std::string from_bob;
  // lesson 8.0: A routine for each; Alice resets, Bob sends and leaves; what came from Bob?
  scheduler.add(reads(net, alice_at_server, from_alice));
  scheduler.add(reads(net, bob_at_server, from_bob));
  step("Alice resets her connection");
  net.reset(alice);
  step("Bob says hello, and that he will say no more");
  test::send_now(net, bob, "hello");
  CHECK(net.shutdown_write(bob).is_ok());
  step("run()");
  scheduler.run();
  expect_bytes(from_bob, "hello", "what came from Bob");
  CHECK(bench.ends.size() == 2);
  CHECK(bench.failures() == 1);
  // end lesson 8.0
}

}  // namespace
}  // namespace kit
