// The museum of lesson 4: the test that would have noticed.
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "lessons/support/story.hpp"
#include "loop/sim/network.hpp"
#include "streams/buffer.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

/// What is there for `fd`; nothing when nothing has come.
std::string read(Net& net, int fd) { return test::receive(net, fd); }

TEST_CASE("4.0: who reads late gets everything") {
  // The system keeps 1000 bytes for Alice, and then says EAGAIN.
  sim::Network net(1000);
  const std::array<int, 2> ends = test::make_pair(net);
  [[maybe_unused]] const int server = ends[0];
  [[maybe_unused]] const int alice = ends[1];
  const std::string all = test::pattern(5000);
  Buffer owed;
  owed.append(all);
  std::string came;
  // expect_bytes(came, all, "what Alice got") shows where the two differ; CHECK shows all of both.
  // lesson 4.0: Send, let Alice read, until nothing is owed, ten times at most; then compare.
  for (int round = 0; round < 10 && !owed.empty(); ++round) {
    step("the server sends what is owed, and Alice reads what is there");
    const IoResult sent = owed.send_to(net, server);
    REQUIRE(sent.is_ok());
    came += read(net, alice);
  }
  expect_bytes(came, all, "what Alice got");
  // end lesson 4.0
}

}  // namespace
}  // namespace kit
