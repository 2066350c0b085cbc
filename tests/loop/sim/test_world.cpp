// World: virtual time, and the truth about who waits for what.
//
// L19 in the kit's words: a loop that nothing can ever wake throws Deadlock, in a simulated world.
#include "loop/sim/world.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/tasks/future.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::make_pair;

namespace {

Task<Duration> sleep_and_measure(Duration delay) {
  EventLoop& loop = EventLoop::current();
  const TimePoint start = loop.time();
  co_await sleep(delay);
  co_return loop.time() - start;
}

Task<void> wait_readable(int fd) { co_await EventLoop::current().readable(fd); }

Task<void> wait_for_future(Future<> future) { co_await future; }

Task<void> deadlock_of_three(int fd) {
  const auto one = create_task(wait_readable(fd), "the reader");
  const Future<> never;
  const auto two = create_task(wait_for_future(never), "the dreamer");
  const auto three = create_task(wait_readable(fd + 1), "the listener");
  co_await two;
}

Task<void> clean_up(std::vector<std::string>& said, int fd) {
  struct Said {
    explicit Said(std::vector<std::string>& list) : said(list) {}
    ~Said() { said.push_back("cleaned up"); }
    std::vector<std::string>& said;
  } on_exit(said);
  co_await EventLoop::current().readable(fd);
}

Task<std::string> over_the_network(sim::Network& network) {
  const std::array<int, 2> pair = make_pair(network);
  const auto reader = create_task(wait_readable(pair[0]));
  co_await sleep(1h);
  (void)network.send(pair[1], "late");
  co_await reader;
  std::string got = test::receive(network, pair[0]);
  test::close_both(network, pair);
  co_return got;
}

}  // namespace

TEST_CASE("World: an hour, a year: sleeping takes as long as it should, and no time at all") {
  for (const Duration delay : {Duration(1h), Duration(24h * 365), Duration(1ns)}) {
    sim::World world;
    CHECK(world.run(sleep_and_measure(delay)) == delay);
  }
}

TEST_CASE("World: time stands still unless everybody waits") {
  sim::World world;
  const TimePoint start = world.clock().now();
  CHECK(world.run(sleep_and_measure(0s)) == 0s);
  CHECK(world.clock().now() == start);
}

TEST_CASE("World: the clock can be moved by hand, forwards only") {
  sim::VirtualClock clock;
  const TimePoint start = clock.now();
  clock.advance(5s);
  clock.advance(0s);
  CHECK(clock.now() - start == 5s);
  CHECK_THROWS_AS(clock.advance(-1ns), std::invalid_argument);
}

TEST_CASE("World: network and time work together") {
  sim::World world;
  const TimePoint start = world.clock().now();
  CHECK(world.run(over_the_network(world.network())) == "late");
  CHECK(world.clock().now() - start == 1h);
  CHECK(world.network().open_descriptors() == 0);
}

TEST_CASE("World: a run is the same every time") {
  const auto passes_of_a_run = [] {
    sim::World world;
    (void)world.run(over_the_network(world.network()));
    return world.loop().pass();
  };
  CHECK(passes_of_a_run() == passes_of_a_run());
}

TEST_CASE("L19: a deadlock names each task and what it waits for") {
  sim::World world;
  const std::array<int, 2> pair = make_pair(world.network());
  std::string what;
  try {
    world.run(deadlock_of_three(pair[0]));
    FAIL("run returned");
  } catch (const sim::Deadlock& deadlock) {
    what = deadlock.what();
  }
  CAPTURE(what);
  CHECK(what.starts_with("deadlock: 4 tasks pending, nothing can wake them\n"));
  const std::string fd = std::to_string(pair[0]);
  const std::string next = std::to_string(pair[1]);
  for (const std::string& line :
       {"\n  the reader waits until descriptor " + fd + " is readable",
        "\n  the listener waits until descriptor " + next + " is readable",
        std::string("\n  the dreamer waits for a future"), std::string(" waits for the dreamer\n"),
        std::string("\n      wait_for_future at "),
        std::string("tests/loop/sim/test_world.cpp:")}) {
    CAPTURE(line);
    CHECK(what.find(line) != what.npos);
  }
}

TEST_CASE("L19: after a deadlock, the tasks are cancelled and clean up, and the loop is closed") {
  sim::World world;
  const std::array<int, 2> pair = make_pair(world.network());
  std::vector<std::string> said;
  CHECK_THROWS_AS(world.run(clean_up(said, pair[0])), sim::Deadlock);
  CHECK(said == std::vector<std::string>{"cleaned up"});
  CHECK(world.loop().is_closed());
}

TEST_CASE("L19: an empty loop is a deadlock too, but one that was told to stop is not") {
  sim::World world;
  CHECK_THROWS_WITH_AS(world.loop().run_forever(),
                       "deadlock: 0 tasks pending, nothing can wake them", sim::Deadlock);
  world.loop().stop();
  world.loop().run_forever();
  CHECK_FALSE(world.loop().is_running());
}

TEST_CASE("L19: a timer or a ready descriptor is hope enough") {
  sim::World world;
  bool rang = false;
  world.loop().call_later(24h * 400, [&] {
    rang = true;
    world.loop().stop();
  });
  world.loop().run_forever();
  CHECK(rang);
}

TEST_CASE("World: descriptors run out where the script says so, and come back") {
  sim::World world;
  sim::Network& network = world.network();
  const std::size_t own = network.open_descriptors();  // the loop has some
  network.set_descriptor_limit(own + 2);
  const std::array<int, 2> pair = make_pair(network);
  CHECK(network.open_descriptors() == own + 2);
  CHECK(network.socket(AF_INET).error() == EMFILE);
  network.close(pair[0]);
  std::array<int, 2> two{-1, -1};
  CHECK(network.socketpair(two).error() == EMFILE);  // one is free, two are needed
  CHECK(network.open_descriptors() == own + 1);
  const IoResult again = network.socket(AF_INET);
  REQUIRE(again.is_ok());
  CHECK(again.fd() == pair[0]);
}

TEST_CASE("World: buffers are bounded as the script says") {
  sim::Network network(10);
  const std::array<int, 2> pair = make_pair(network);
  CHECK(network.send(pair[0], "0123456789abc").bytes() == 10);
  CHECK(network.send(pair[0], "d").would_block());
  CHECK(test::receive(network, pair[1]) == "0123456789");
  CHECK(network.send(pair[0], "d").bytes() == 1);
}

TEST_CASE("World: ports that the network chooses never run out, and are never 0") {
  sim::Network network;
  for (int i = 0; i < 20'000; ++i) {
    const int fd = network.socket(AF_INET).fd();
    REQUIRE(network.bind(fd, Address::ip("127.0.0.1", 0)).is_ok());
    REQUIRE(network.sockname(fd).port() >= 1024);
    network.close(fd);
  }
}
