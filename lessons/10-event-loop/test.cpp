// Lesson 10: what is ready runs in its turn, and the loop waits only when nothing is.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "lessons/10-event-loop/demo.hpp"
#include "lessons/10-event-loop/words.hpp"
#include "lessons/support/got_echo.hpp"
#include "lessons/support/lines.hpp"
#include "lessons/support/story.hpp"
#include "lessons/support/watched_socket.hpp"
#include "loop/errors.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/counted_world.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/passes.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::CaptureReports;
using test::CountedWorld;
using test::run_pass;

// ------------------------------------------------------------ the queue

TEST_CASE("10.1: schedule queues a handle, and does not run it") {
  sim::World world;
  Lines lines;
  Says alice(lines, "Alice");
  step("a handle is scheduled");
  world.loop().schedule(alice);
  CHECK(lines == Lines{});
  CHECK(place_of(alice) == "in the queue");
}

TEST_CASE("10.2: call_soon does not call, it queues; who was cancelled leaves the queue") {
  sim::World world;
  Lines lines;
  step("call_soon is asked to call back");
  const CallHandle handle = world.loop().call_soon(saying(lines, "called"));
  CHECK(lines == Lines{});
  REQUIRE(handle);
  CHECK(place_of(*handle) == "in the queue");
  step("the callback is cancelled");
  world.loop().cancel(handle);
  CHECK(place_of(*handle) == "in no queue");
}

TEST_CASE("10.2: a callback that waits in the queue lives, though nobody keeps its handle") {
  sim::World world;
  auto number = std::make_shared<int>(7);
  const std::weak_ptr<int> captured = number;
  step("a callback that captured something is queued, and its handle is dropped");
  world.loop().call_soon([number = std::move(number)] { CHECK(*number == 7); });
  CHECK(life_of(captured) == "alive");
  step("the loop closes without having run it");
  world.loop().close();
  CHECK(life_of(captured) == "gone");
}

// ------------------------------------------------------------ the call

TEST_CASE("10.3: of a function that does its work, nothing is reported") {
  sim::World world;
  const CaptureReports reports(world.loop());
  Lines lines;
  step("a function is called that throws nothing");
  CHECK(escapes(world.loop(), saying(lines, "called")) == "nothing");
  CHECK(lines == Lines{"called"});
  CHECK(reported(reports) == Lines{});
}

TEST_CASE("10.3: what a callback throws is reported, and goes no further") {
  sim::World world;
  const CaptureReports reports(world.loop());
  step("a function that throws is called");
  CHECK(escapes(world.loop(), [] { throw std::runtime_error("no milk"); }) == "nothing");
  CHECK(reported(reports) == Lines{"no milk"});
  step("another one throws a number, which is no std::exception");
  CHECK(escapes(world.loop(), [] { throw 42; }) == "nothing");
  CHECK(reported(reports) == Lines{"no milk", "an exception of unknown type"});
}

TEST_CASE("10.3: the wish to end the program passes") {
  sim::World world;
  const CaptureReports reports(world.loop());
  step("a function throws SystemExit, which is a BaseException; its text is \"exit\"");
  CHECK(escapes(world.loop(), [] { throw SystemExit(3); }) == "exit");
  CHECK(reported(reports) == Lines{});
}

// ------------------------------------------------------------ one pass

TEST_CASE("10.4: first in, first out") {
  sim::World world;
  Lines lines;
  Says bob(lines, "Bob");
  step("Alice, Bob and Carol are queued, in this order; Bob is a handle, the others are callbacks");
  world.loop().call_soon(saying(lines, "Alice"));
  world.loop().schedule(bob);
  world.loop().call_soon(saying(lines, "Carol"));
  step("the loop makes one pass");
  run_pass(world.loop());
  CHECK(lines == Lines{"Alice", "Bob", "Carol"});
  step("it makes a second pass, and nobody has been queued since");
  run_pass(world.loop());
  CHECK(lines == Lines{"Alice", "Bob", "Carol"});
}

TEST_CASE("10.4: what is queued during a pass waits for the next one") {
  sim::World world;
  EventLoop& loop = world.loop();
  Lines lines;
  loop.call_soon([&] {
    lines.push_back("Alice");
    loop.call_soon(saying(lines, "queued by Alice"));
  });
  loop.call_soon(saying(lines, "Bob"));
  step("the loop makes one pass; in it, Alice queues somebody else");
  run_pass(loop);
  CHECK(lines == Lines{"Alice", "Bob"});
  step("the loop makes a second pass");
  run_pass(loop);
  CHECK(lines == Lines{"Alice", "Bob", "queued by Alice"});
}

TEST_CASE("10.4: who queues himself again and again does not keep a socket from its turn") {
  sim::World world;
  EventLoop& loop = world.loop();
  const auto [alice, server] = test::make_pair(loop.net());
  Lines lines;
  std::function<void()> busy = [&] { loop.call_soon(busy); };
  loop.call_soon(busy);
  loop.add_reader(server, [&, fd = server] {
    lines.push_back("read");
    loop.remove_reader(fd);
  });
  step("Alice sends a line, while a callback queues itself in every pass");
  REQUIRE(loop.net().send(alice, "hello\n").is_ok());
  run_pass(loop);
  CHECK(lines == Lines{"read"});
  loop.forget(server);
  test::close_both(loop.net(), {alice, server});
}

TEST_CASE("10.4: who becomes due while the selector waits runs in the same pass") {
  CountedWorld world;
  Lines lines;
  world.loop.call_later(1s, saying(lines, "tea"));
  world.selector->before_wait = [&](std::optional<Duration>) { world.clock.advance(1s); };
  step("a timer is set for one second; the loop makes one pass, and its selector takes a second");
  run_pass(world.loop);
  CHECK(lines == Lines{"tea"});
}

// ------------------------------------------------------------ how long to wait

TEST_CASE("10.5: it does not wait while somebody is ready") {
  CountedWorld world;
  Lines waits;
  note_waits(world, waits);
  for (const Duration delay : {5s, 60s}) world.loop.call_later(delay, [] {});
  world.loop.call_soon([&] { world.loop.call_soon([&] { world.loop.stop(); }); });
  step("a callback is ready, it queues another, and that one stops the loop; timers are far away");
  world.loop.run_forever();
  CHECK(waits == Lines{"0 s", "0 s"});
}

TEST_CASE("10.5: it waits until the next deadline, and at most a day") {
  CountedWorld world;
  Lines waits;
  note_waits(world, waits);
  world.loop.call_later(1s + 30h, [&] { world.loop.stop(); });
  world.loop.call_later(1s, [] {});
  step("two timers are set, for one second and for thirty hours later; nothing else happens");
  world.loop.run_forever();
  CHECK(waits == Lines{"1 s", "86400 s", "21600 s"});
}

TEST_CASE("10.5: a deadline in the past means no wait, and not a negative one") {
  CountedWorld world;
  Lines waits;
  note_waits(world, waits);
  world.loop.call_later(1s, [&] { world.loop.stop(); });
  step("a timer is set for one second; something takes three before the loop comes to it");
  world.clock.advance(3s);
  world.loop.run_forever();
  REQUIRE(waits == Lines{"0 s"});
  step("another one is set for the beginning of time: the difference to now fits no Duration");
  world.loop.call_at(TimePoint::min(), [&] { world.loop.stop(); });
  world.loop.run_forever();
  CHECK(waits == Lines{"0 s", "0 s"});
}

TEST_CASE("10.5: with nobody ready and no timer it waits for the sockets alone") {
  CountedWorld world;
  Lines waits;
  note_waits(world, waits);
  const auto [alice, server] = test::make_pair(world.network);
  world.loop.add_reader(server, [&] { world.loop.stop(); });
  step("the loop waits, and meanwhile Alice sends something");
  world.selector->before_wait = [&, fd = alice](std::optional<Duration> wait) {
    waits.push_back(in_words(wait));
    (void)world.network.send(fd, "x");
  };
  world.loop.run_forever();
  CHECK(waits == Lines{"for ever"});
  world.loop.forget(server);
  test::close_both(world.network, {alice, server});
}

TEST_CASE("10.5: who was left over when an exception ended the run is not waited away") {
  CountedWorld world;
  Lines waits;
  Lines lines;
  note_waits(world, waits);
  world.loop.call_soon([] { throw SystemExit(3); });
  world.loop.call_soon([&] {
    lines.push_back("Bob");
    world.loop.stop();
  });
  world.loop.call_later(5s, [] {});
  step("the first of two callbacks leaves the loop");
  CHECK_THROWS_AS(world.loop.run_forever(), SystemExit);
  step("the loop is run again; Bob is still in its batch_");
  world.loop.run_forever();
  CHECK(lines == Lines{"Bob"});
  CHECK(waits == Lines{"0 s", "0 s"});
}

// ------------------------------------------------------------ together

TEST_CASE("10.5: the two coroutines of the demo speak in this order, and take one second") {
  sim::World world;
  Lines lines;
  const TimePoint start = world.clock().now();
  step("a task is made of coro_b, then coro_a is awaited; each of them sleeps for a second");
  const Say say = [&lines](const std::string& line) { lines.push_back(line); };
  world.run(demo(say));
  CHECK(lines ==
        Lines{"I am coro_a(). Hi!", "I am coro_b().", "complete coro_a", "complete coro_b"});
  CHECK(in_words(world.clock().now() - start) == "1 s");
}

Task<> alice_and_bob(EventLoop& loop, std::string& alice_got, std::string& bob_got) {
  const auto [alice, alices_server] = test::make_pair(loop.net());
  const auto [bob, bobs_server] = test::make_pair(loop.net());
  const WatchedSocket alices_end(loop, alices_server);
  const WatchedSocket bobs_end(loop, bobs_server);
  const TaskHandle<> first = create_task(got_echo(alices_server));
  const TaskHandle<> second = create_task(got_echo(bobs_server));
  step("Alice is connected and says nothing; Bob says hello");
  co_await sock_sendall(bob, "hello\n");
  co_await sleep(1s);
  bob_got = test::receive(loop.net(), bob);
  step("now Alice speaks as well, and both leave");
  co_await sock_sendall(alice, "at last\n");
  co_await sleep(1s);
  alice_got = test::receive(loop.net(), alice);
  test::close_both(loop.net(), {alice, bob});
  co_await first;
  co_await second;
}

TEST_CASE("10.5: a task for each client: a silent one keeps nobody waiting") {
  sim::World world;
  std::string alice_got;
  std::string bob_got;
  world.run(alice_and_bob(world.loop(), alice_got, bob_got));
  expect_bytes(bob_got, "GOT:hello\n", "what Bob got while Alice was silent");
  expect_bytes(alice_got, "GOT:at last\n", "what Alice got");
}

}  // namespace
}  // namespace kit
