// EventLoop: running, stopping, closing.
#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/sim/world.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::run_pass;

namespace {

/// Refuses every descriptor.
class RefusingSelector final : public Selector {
 public:
  std::string_view name() const noexcept override { return "refusing"; }

 protected:
  int change(const SelectorKey&, const SelectorKey&) override { return EPERM; }
  int wait(std::optional<Duration>, std::vector<SelectorKey>&) override { return 0; }
};

}  // namespace

TEST_CASE("L14: a loop that runs cannot be run again, and goes on") {
  sim::World world;
  EventLoop& loop = world.loop();
  bool went_on = false;
  loop.call_soon([&] {
    CHECK(loop.is_running());
    CHECK_THROWS_WITH_AS(loop.run_forever(), "this event loop is already running",
                         std::runtime_error);
    CHECK(loop.is_running());
    CHECK(&EventLoop::current() == &loop);
    loop.call_soon([&] {
      went_on = true;
      loop.stop();
    });
  });
  loop.run_forever();
  CHECK(went_on);
  CHECK_FALSE(loop.is_running());
}

TEST_CASE("L14: a second loop cannot run in the same thread, and runs later") {
  sim::World outer;
  sim::World inner;
  bool ran = false;
  inner.loop().call_soon([&] { ran = true; });
  outer.loop().call_soon([&] {
    CHECK_THROWS_WITH_AS(inner.loop().run_forever(), "another event loop is running in this thread",
                         std::runtime_error);
    CHECK_FALSE(inner.loop().is_running());
    CHECK(&EventLoop::current() == &outer.loop());
  });
  run_pass(outer.loop());
  CHECK_FALSE(ran);
  run_pass(inner.loop());
  CHECK(ran);
}

TEST_CASE("L14: current() is the loop that runs, and nothing outside of one") {
  CHECK_FALSE(EventLoop::has_current());
  CHECK_THROWS_AS(EventLoop::current(), std::runtime_error);
  sim::World world;
  CHECK_FALSE(EventLoop::has_current());
  bool has_inside = false;
  world.loop().call_soon([&] { has_inside = EventLoop::has_current(); });
  run_pass(world.loop());
  CHECK(has_inside);
  CHECK_FALSE(EventLoop::has_current());
}

TEST_CASE("L15: a closed loop takes no more work") {
  sim::World world;
  EventLoop& loop = world.loop();
  loop.close();
  CHECK(loop.is_closed());
  const auto nothing = [] {};
  const char* const closed = "the event loop is closed";
  CHECK_THROWS_WITH_AS(loop.call_soon(nothing), closed, std::runtime_error);
  CHECK_THROWS_WITH_AS(loop.call_later(1s, nothing), closed, std::runtime_error);
  CHECK_THROWS_WITH_AS(loop.call_at(TimePoint(), nothing), closed, std::runtime_error);
  CHECK_THROWS_WITH_AS(loop.call_soon_threadsafe(nothing), closed, std::runtime_error);
  CHECK_THROWS_WITH_AS(loop.add_reader(0, nothing), closed, std::runtime_error);
  CHECK_THROWS_WITH_AS(loop.add_writer(0, nothing), closed, std::runtime_error);
  CHECK_THROWS_WITH_AS(loop.run_forever(), closed, std::runtime_error);
}

TEST_CASE("L15: closing twice, and letting go after closing, are fine") {
  sim::World world;
  EventLoop& loop = world.loop();
  const CallHandle handle = loop.call_soon([] {});
  loop.close();
  loop.close();
  // What a destructor somewhere still does after the loop has gone:
  loop.cancel(handle);
  CHECK_FALSE(loop.remove_reader(0));
  CHECK_FALSE(loop.remove_writer(0));
  loop.forget(0);
  loop.stop();
  CHECK(handle->cancelled());
}

TEST_CASE("L15: a loop that runs cannot be closed") {
  sim::World world;
  EventLoop& loop = world.loop();
  loop.call_soon([&] {
    CHECK_THROWS_WITH_AS(loop.close(), "cannot close an event loop that is running",
                         std::runtime_error);
  });
  run_pass(loop);
  CHECK_FALSE(loop.is_closed());
  bool ran = false;
  loop.call_soon([&] { ran = true; });
  run_pass(loop);
  CHECK(ran);
}

TEST_CASE("L15: closing frees what was still queued, and runs none of it") {
  sim::World world;
  EventLoop& loop = world.loop();
  const auto captured = std::make_shared<int>(0);
  std::array<int, 2> pair{};
  REQUIRE(world.network().socketpair(pair).is_ok());
  const auto callback = [captured] { ++*captured; };
  loop.call_soon(callback);
  loop.call_later(1s, callback);
  loop.call_soon_threadsafe(callback);
  loop.add_reader(pair[0], callback);
  loop.add_writer(pair[0], callback);
  loop.close();
  CHECK(captured.use_count() == 2);  // this test and its callback
  CHECK(*captured == 0);
}

TEST_CASE("L15: closing gives the loop's own descriptors back") {
  sim::Network network;
  sim::VirtualClock clock;
  const auto make = [&] {
    return std::make_unique<sim::SimSelector>(clock, network, [] { return std::string(); });
  };
  {
    EventLoop loop(make(), clock, network);
    CHECK(network.open_descriptors() == 2);  // to be woken by other threads
    loop.close();
    CHECK(network.open_descriptors() == 0);
  }
  {
    const EventLoop loop(make(), clock, network);
    CHECK(network.open_descriptors() == 2);
  }
  CHECK(network.open_descriptors() == 0);
}

TEST_CASE("A loop that cannot be made says why and leaves nothing open") {
  sim::Network network;
  sim::VirtualClock clock;
  CHECK_THROWS_AS(EventLoop(std::make_unique<RefusingSelector>(), clock, network), OSError);
  CHECK(network.open_descriptors() == 0);

  network.set_descriptor_limit(1);
  const auto out_of_descriptors = [&] {
    const EventLoop loop(
        std::make_unique<sim::SimSelector>(clock, network, [] { return std::string(); }), clock,
        network);
  };
  CHECK_THROWS_AS(out_of_descriptors(), OSError);
  CHECK(network.open_descriptors() == 0);
}
