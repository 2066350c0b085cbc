// add_reader and add_writer: callbacks that stay until they are removed.
//
// Y02 in the kit's words: a callback that is removed after the poll and before its turn does not
// run, and its bit is disarmed when the next event finds nobody.
#include "loop/descriptor_callbacks.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/counted_world.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using test::AnyLoop;
using test::close_both;
using test::CountedWorld;
using test::make_pair;
using test::make_pair_at;
using test::over_every_loop;
using test::receive;
using test::run_pass;

namespace {

/// Two connected pairs whose first ends are readable. The first pair's event comes first.
struct TwoReady {
  explicit TwoReady(Net& network)
      : net(network), first(make_pair(network)), second(make_pair(network)) {}
  ~TwoReady() {
    close_both(net, first);
    close_both(net, second);
  }
  void make_ready() {
    REQUIRE(net.send(first[1], "x").is_ok());
    REQUIRE(net.send(second[1], "x").is_ok());
  }
  Net& net;
  std::array<int, 2> first;
  std::array<int, 2> second;
};

Task<void> wait_readable(EventLoop& loop, int fd) { co_await loop.readable(fd); }

}  // namespace

TEST_CASE("Y: a reader is called whenever there is something to read, until it is removed") {
  over_every_loop([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    const std::array<int, 2> pair = make_pair(loop.net());
    std::string got;
    loop.add_reader(pair[0], [&] { got += receive(loop.net(), pair[0]); });
    run_pass(loop);
    CHECK(got.empty());
    for (const char* text : {"a", "b"}) {
      REQUIRE(loop.net().send(pair[1], text).is_ok());
      run_pass(loop);
      run_pass(loop);
    }
    CHECK(got == "ab");
    CHECK(loop.remove_reader(pair[0]));
    CHECK_FALSE(loop.remove_reader(pair[0]));
    REQUIRE(loop.net().send(pair[1], "c").is_ok());
    run_pass(loop);
    CHECK(got == "ab");
    loop.forget(pair[0]);
    close_both(loop.net(), pair);
  });
}

TEST_CASE("Y: a writer is called while there is room") {
  over_every_loop([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    const std::array<int, 2> pair = make_pair(loop.net());
    int calls = 0;
    loop.add_writer(pair[0], [&] { ++calls; });
    run_pass(loop);
    run_pass(loop);
    CHECK(calls == 2);
    while (loop.net().send(pair[0], std::string(4096, 'x')).is_ok()) continue;
    run_pass(loop);
    CHECK(calls == 2);
    CHECK(loop.remove_writer(pair[0]));
    CHECK_FALSE(loop.remove_writer(pair[0]));
    loop.forget(pair[0]);
    close_both(loop.net(), pair);
  });
}

TEST_CASE("Y: adding again replaces the callback") {
  CountedWorld world;
  const std::array<int, 2> pair = make_pair(world.network);
  int old_calls = 0;
  int new_calls = 0;
  const auto captured = std::make_shared<int>(0);
  world.loop.add_reader(pair[0], [&old_calls, captured] { ++old_calls; });
  world.loop.add_reader(pair[0], [&] { ++new_calls; });
  CHECK(captured.use_count() == 1);  // the old one is gone with all that it held
  REQUIRE(world.network.send(pair[1], "x").is_ok());
  run_pass(world.loop);
  CHECK(old_calls == 0);
  CHECK(new_calls == 1);
}

TEST_CASE("Y: a callback may remove or replace itself while it runs") {
  CountedWorld world;
  EventLoop& loop = world.loop;
  const std::array<int, 2> pair = make_pair(world.network);
  REQUIRE(world.network.send(pair[1], "x").is_ok());
  std::vector<std::string> said;
  const auto captured = std::make_shared<std::string>("first");
  loop.add_reader(pair[0], [&said, &loop, fd = pair[0], captured] {
    loop.add_reader(fd, [&said, &loop, fd] {
      said.push_back("second");
      loop.remove_reader(fd);
    });
    said.push_back(*captured);  // its own captures live until it returns
  });
  for (int i = 0; i < 4; ++i) run_pass(loop);
  CHECK(said == std::vector<std::string>{"first", "second"});
  CHECK(captured.use_count() == 1);
}

TEST_CASE("Y02: a callback that is removed between the poll and its turn is not run") {
  over_every_loop([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    TwoReady ready(loop.net());
    int second_calls = 0;
    loop.add_reader(ready.first[0], [&] { loop.remove_reader(ready.second[0]); });
    loop.add_reader(ready.second[0], [&] { ++second_calls; });
    ready.make_ready();
    run_pass(loop);
    run_pass(loop);
    CHECK(second_calls == 0);
    loop.forget(ready.first[0]);
    loop.forget(ready.second[0]);
  });
}

TEST_CASE("Y02: its interest is dropped when the next event finds nobody") {
  CountedWorld world;
  EventLoop& loop = world.loop;
  const std::array<int, 2> pair = make_pair(world.network);
  loop.add_reader(pair[0], [] {});
  REQUIRE(world.network.send(pair[1], "x").is_ok());
  run_pass(loop);
  loop.remove_reader(pair[0]);
  CHECK(world.selector->get_key(pair[0]).events == event_read);
  run_pass(loop);
  CHECK_THROWS_AS(world.selector->get_key(pair[0]), std::out_of_range);
  run_pass(loop);
  CHECK(world.selector->events == 0);
}

TEST_CASE("Y09: a descriptor closed and reused inside one batch calls neither callback") {
  over_every_loop([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    TwoReady ready(loop.net());
    std::vector<std::string> said;
    loop.add_reader(ready.first[0], [&] {
      loop.remove_reader(ready.first[0]);
      const int victim = ready.second[0];
      loop.forget(victim);
      close_both(loop.net(), ready.second);
      ready.second = make_pair_at(loop.net(), victim);
      loop.add_reader(victim, [&] { said.push_back("new"); });
    });
    loop.add_reader(ready.second[0], [&] { said.push_back("old"); });
    ready.make_ready();
    run_pass(loop);
    run_pass(loop);
    CHECK(said.empty());  // the old one is gone, and the new one has nothing to read
    REQUIRE(loop.net().send(ready.second[1], "x").is_ok());
    run_pass(loop);
    CHECK(said == std::vector<std::string>{"new"});
    loop.forget(ready.first[0]);
    loop.forget(ready.second[0]);
  });
}

TEST_CASE("Y03: a callback where a task waits is refused, and the task is undisturbed") {
  CountedWorld world;
  EventLoop& loop = world.loop;
  const std::array<int, 2> pair = make_pair(world.network);
  const TaskHandle<void> task = create_task(loop, wait_readable(loop, pair[0]));
  run_pass(loop);
  CHECK_THROWS_AS(loop.add_reader(pair[0], [] {}), std::runtime_error);
  CHECK_FALSE(loop.remove_reader(pair[0]));
  REQUIRE(world.network.send(pair[1], "x").is_ok());
  run_pass(loop);
  CHECK(task.done());
}

TEST_CASE("Y03: a task that takes a callback's place in the middle of a pass: reported, no more") {
  CountedWorld world;
  EventLoop& loop = world.loop;
  test::CaptureReports reports(loop);
  const std::array<int, 2> pair = make_pair(world.network);
  int calls = 0;
  loop.add_reader(pair[0], [&] { ++calls; });
  REQUIRE(world.network.send(pair[1], "x").is_ok());
  const TaskHandle<void> task = create_task(loop, wait_readable(loop, pair[0]));
  run_pass(loop);  // the poll queues the callback, then the task waits where the callback stood
  CHECK(calls == 0);
  CHECK(reports.contexts.size() == 1);
  run_pass(loop);
  CHECK(task.done());
}
