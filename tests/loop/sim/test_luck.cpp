// Seeds: what is drawn, and what the loop makes of it. And time, under the script's control.
#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "loop/sim/random.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using namespace std::chrono_literals;
using sim::World;

TEST_CASE("Random: splitmix64's own numbers, on every machine") {
  sim::Random random(1234567);
  CHECK(random.next() == 6457827717110365317U);
  CHECK(random.next() == 3203168211198807973U);
  CHECK(random.next() == 9817491932198370423U);
}

TEST_CASE("Random: bounds are kept and reached") {
  sim::Random random(1);
  std::set<std::uint64_t> seen;
  std::set<Duration> times;
  int hits = 0;
  for (int i = 0; i < 1000; ++i) {
    seen.insert(random.between(3, 5));
    times.insert(random.between(Duration(7), Duration(8)));
    hits += random.chance(500) ? 1 : 0;
    CHECK_FALSE(random.chance(0));
    CHECK(random.chance(1000));
    CHECK(random.below(0) == 0);
  }
  CHECK(seen == std::set<std::uint64_t>{3, 4, 5});
  CHECK(times == std::set<Duration>{Duration(7), Duration(8)});
  CHECK(hits > 400);
  CHECK(hits < 600);
}

namespace {

/// In which order four descriptors that are ready at once are served.
std::string order_with(std::uint64_t seed, const sim::Profile& profile) {
  World world(seed, profile);
  sim::Network& network = world.network();
  std::string order;
  std::vector<std::array<int, 2>> pairs;
  for (char name = 'a'; name <= 'd'; ++name) {
    const std::array<int, 2> pair = test::make_pair(network);
    pairs.push_back(pair);
    REQUIRE(network.send(pair[1], "x").is_ok());
    world.loop().add_reader(pair[0], [&world, &order, name, fd = pair[0]] {
      order += name;
      world.loop().remove_reader(fd);
    });
  }
  world.settle();
  return order;
}

}  // namespace

TEST_CASE("World: what is ready at once comes in an order of the seed's") {
  std::set<std::string> orders;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::string order = order_with(seed, sim::calm);
    CHECK(order == order_with(seed, sim::calm));
    CHECK(order.size() == 4);
    orders.insert(order);
  }
  CHECK(orders.size() > 5);
  sim::Profile in_order;
  CHECK(order_with(7, in_order) == "abcd");
}

TEST_CASE("World: spurious wake-ups come, and signals interrupt; time goes on all the same") {
  sim::Profile nervous;
  nervous.spurious = 400;
  nervous.interrupted = 400;
  World world(1, nervous);
  const std::array<int, 2> pair = test::make_pair(world.network());
  int woken = 0;
  world.loop().add_reader(pair[0], [&woken] { ++woken; });
  bool rang = false;
  world.loop().call_later(1h, [&rang] { rang = true; });
  for (int i = 0; i < 60; ++i) world.advance(1min);
  CHECK(rang);
  CHECK(woken > 10);
  CHECK(world.clock().now() == TimePoint{} + 1h);
  world.loop().remove_reader(pair[0]);
}

TEST_CASE("World: a connect that is under way is not reported before it is decided") {
  sim::Profile far;
  far.least_latency = far.most_latency = 10ms;
  far.spurious = 900;
  World world(1, far);
  const int fd = world.network().socket(AF_INET).fd();
  REQUIRE(world.network().connect(fd, Address::ip("127.0.0.1", 9)).would_block());
  TimePoint reported{};
  world.loop().add_writer(fd, [&] {
    reported = world.clock().now();
    world.loop().remove_writer(fd);
  });
  world.advance(1s);
  CHECK(reported == TimePoint{} + 20ms);
}

TEST_CASE("World: settle() lets no time pass, advance() exactly so much") {
  World world(1, sim::calm);
  std::string happened;
  world.loop().call_soon([&] {
    happened += "soon ";
    world.loop().call_soon([&] { happened += "then "; });
  });
  world.loop().call_later(1s, [&] { happened += "1s "; });
  world.loop().call_later(1s + 1ns, [&] { happened += "later "; });
  world.settle();
  CHECK(happened == "soon then ");
  CHECK(world.clock().now() == TimePoint{});
  world.advance(1s);
  CHECK(happened == "soon then 1s ");
  CHECK(world.clock().now() == TimePoint{} + 1s);
  world.advance(1s);
  CHECK(happened == "soon then 1s later ");
  CHECK(world.clock().now() == TimePoint{} + 2s);
  world.advance(1h);  // nothing is left that could happen
  CHECK(world.clock().now() == TimePoint{} + 1h + 2s);
  CHECK_THROWS_AS(world.advance(-1ns), std::invalid_argument);
}

TEST_CASE("World: run_until ends with the goal, with the time, or when nothing can happen") {
  World world(1, sim::calm);
  int count = 0;
  for (int i = 1; i <= 3; ++i) world.loop().call_later(i * 1s, [&count] { ++count; });
  CHECK(world.run_until([&] { return count == 2; }, 1h) == World::Ended::goal);
  CHECK(world.clock().now() == TimePoint{} + 2s);
  CHECK(world.run_until([&] { return count == 3; }, 500ms) == World::Ended::horizon);
  CHECK(world.run_until([&] { return count == 9; }, 1h) == World::Ended::stuck);
  CHECK(count == 3);
  CHECK(world.clock().now() == TimePoint{} + 3s);
}

TEST_CASE("World: the same seed leaves the same fingerprint, another one another") {
  const auto run = [](std::uint64_t seed) {
    World world(seed, sim::flaky);
    const std::array<int, 2> pair = test::make_pair(world.network());
    world.loop().add_reader(pair[0], [] {});
    world.advance(1s);
    for (int i = 0; i < 50; ++i) world.settle();
    world.loop().remove_reader(pair[0]);
    return world.fingerprint();
  };
  CHECK(sim::check_same_twice(1, run) == run(1));
  if (trace_built_in) CHECK(run(1) != run(2));
  std::uint64_t runs = 0;
  CHECK_THROWS_WITH_AS((void)sim::check_same_twice(5, [&runs](std::uint64_t) { return ++runs; }),
                       "seed 5: the second run was not like the first", sim::Failure);
}

TEST_CASE("World: a program that spins is found out, instead of spinning for ever") {
  World world(7, sim::calm);
  std::function<void()> again = [&] { world.loop().call_soon([&] { again(); }); };
  again();
  std::string text;
  try {
    world.advance(1s);
  } catch (const sim::Failure& failure) {
    text = failure.what();
  }
  CHECK(text ==
        "seed 7, profile calm, at 0.000000 s: the loop spins: a million passes, and no time has "
        "passed\n0 tasks pending:");
}
