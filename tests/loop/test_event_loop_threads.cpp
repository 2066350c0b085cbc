// EventLoop and other threads: call_soon_threadsafe, and what debug mode says about the rest.
#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/sim/world.hpp"
#include "tests/support/counting_selector.hpp"
#include "tests/support/passes.hpp"
#include "tests/support/scripted_net.hpp"

using namespace kit;
using test::CountingSelector;
using test::run_pass;

TEST_CASE("L16: another thread wakes a loop that waits for ever") {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    auto counting = std::make_unique<CountingSelector>(make_selector(name));
    std::binary_semaphore about_to_wait(0);
    bool told = false;
    counting->before_wait = [&](std::optional<Duration> timeout) {
      // Nothing is ready and no timer is set: only the other thread can end this wait.
      if (!timeout && !std::exchange(told, true)) about_to_wait.release();
    };
    EventLoop loop(std::move(counting));
    std::thread::id ran_in;
    std::thread other([&] {
      about_to_wait.acquire();
      loop.call_soon_threadsafe([&] {
        ran_in = std::this_thread::get_id();
        loop.stop();
      });
    });
    loop.run_forever();
    other.join();
    CHECK(ran_in == std::this_thread::get_id());
  }
}

TEST_CASE("L16: many threads post; each callback runs once, and each thread's in order") {
  constexpr int threads = 4;
  constexpr int posts = 500;
  EventLoop loop;
  std::array<std::vector<int>, threads> seen;
  int left = threads * posts;
  std::vector<std::thread> others;
  for (std::size_t t = 0; t < threads; ++t)
    others.emplace_back([&loop, &seen, &left, t] {
      for (int i = 0; i < posts; ++i)
        loop.call_soon_threadsafe([&loop, &seen, &left, t, i] {
          seen[t].push_back(i);
          if (--left == 0) loop.stop();
        });
    });
  loop.run_forever();
  for (std::thread& other : others) other.join();
  std::vector<int> expected;
  for (int i = 0; i < posts; ++i) expected.push_back(i);
  for (const std::vector<int>& each : seen) CHECK(each == expected);
}

TEST_CASE("L16: several wakes before the loop looks are one byte and one event") {
  test::ScriptedNet net(os_net());
  auto counting = std::make_unique<CountingSelector>(make_selector());
  CountingSelector& selector = *counting;
  EventLoop loop(std::move(counting), monotonic_clock(), net);
  int runs = 0;
  for (int i = 0; i < 1000; ++i) loop.call_soon_threadsafe([&] { ++runs; });
  CHECK(net.sends == 1);
  run_pass(loop);
  CHECK(selector.events == 1);
  run_pass(loop);
  CHECK(selector.events == 0);
  CHECK(runs == 1000);
  loop.call_soon_threadsafe([&] { ++runs; });
  CHECK(net.sends == 2);  // the loop has looked since, so it must be woken again
}

TEST_CASE("L16: a full wake pipe is ignored: the loop has bytes to wake up for") {
  sim::Network network;
  sim::VirtualClock clock;
  test::ScriptedNet net(network);
  EventLoop loop(
      std::make_unique<sim::SimSelector>(clock, network, [] { return std::string("deadlock"); }),
      clock, net);
  bool full = false;
  net.on_send = [&](int, std::string_view) -> std::optional<IoResult> {
    if (full) return IoResult::failed(EAGAIN);
    return std::nullopt;
  };
  int runs = 0;
  loop.call_soon_threadsafe([&] { ++runs; });
  full = true;
  loop.call_soon_threadsafe([&] { ++runs; });
  run_pass(loop);
  run_pass(loop);
  CHECK(runs == 2);
}

TEST_CASE("L16: what is posted before the loop runs is not lost") {
  EventLoop loop;
  std::thread([&] { loop.call_soon_threadsafe([&] { loop.stop(); }); }).join();
  loop.run_forever();
  CHECK_FALSE(loop.is_running());
}

TEST_CASE("L16: a posted callback may post another one") {
  sim::World world;
  EventLoop& loop = world.loop();
  bool ran = false;
  loop.call_soon_threadsafe([&] {
    loop.call_soon_threadsafe([&] {
      ran = true;
      loop.stop();
    });
  });
  loop.run_forever();
  CHECK(ran);
}

TEST_CASE("L15: closing while other threads post: each post is taken or refused, none is run") {
  for (int round = 0; round < 50; ++round) {
    const auto ran = std::make_shared<int>(0);
    auto loop = std::make_unique<EventLoop>();
    std::binary_semaphore begun(0);
    bool refused = false;
    std::thread other([&] {
      try {
        for (int i = 0;; ++i) {
          loop->call_soon_threadsafe([ran] { ++*ran; });
          if (i == 0) begun.release();
        }
      } catch (const std::runtime_error&) {
        refused = true;
      }
    });
    begun.acquire();
    loop->close();
    other.join();
    CHECK(refused);
    CHECK(*ran == 0);
    CHECK(ran.use_count() == 1);
  }
}

/// Posts when it dies, as a program does that passes the end of its work on to others.
struct PostsAtTheEnd {
  PostsAtTheEnd(EventLoop& to, bool& was_refused) : loop(to), refused(was_refused) {}
  PostsAtTheEnd(const PostsAtTheEnd&) = delete;
  PostsAtTheEnd& operator=(const PostsAtTheEnd&) = delete;
  ~PostsAtTheEnd() {
    try {
      loop.call_soon_threadsafe([] {});
    } catch (const std::runtime_error&) {
      refused = true;
    }
  }
  EventLoop& loop;
  bool& refused;
};

TEST_CASE("L15: what dies with a posted callback when the loop closes may post as well") {
  EventLoop loop;
  bool refused = false;
  loop.call_soon_threadsafe(
      [last = std::make_shared<PostsAtTheEnd>(loop, refused)] { CHECK(last == nullptr); });
  loop.close();  // must not wait for itself
  CHECK(refused);
}

TEST_CASE("L17: in debug mode, call_soon and the like from a foreign thread are refused") {
  sim::World world;
  EventLoop& loop = world.loop();
  loop.set_debug(true);
  int refused = 0;
  const auto try_it = [&](const std::function<void()>& call) {
    try {
      call();
    } catch (const std::runtime_error& error) {
      if (std::string(error.what()).starts_with("non-thread-safe operation")) ++refused;
    }
  };
  loop.call_soon([&] {
    std::thread([&] {
      try_it([&] { loop.call_soon([] {}); });
      try_it([&] { loop.call_at(TimePoint(), [] {}); });
      try_it([&] { loop.call_later(Duration(1), [] {}); });
      try_it([&] { loop.add_reader(0, [] {}); });
      try_it([&] { loop.call_soon_threadsafe([] {}); });  // this one is allowed
    }).join();
  });
  run_pass(loop);
  CHECK(refused == 4);
  CHECK(loop.timer_count() == 0);
}

TEST_CASE("L17: outside debug mode nobody looks, and the loop's own thread is always welcome") {
  sim::World world;
  EventLoop& loop = world.loop();
  int runs = 0;
  std::thread([&] { loop.call_soon([&] { ++runs; }); }).join();
  loop.set_debug(true);
  loop.call_soon([&] { loop.call_soon([&] { ++runs; }); });
  run_pass(loop);
  run_pass(loop);
  CHECK(runs == 2);
}

TEST_CASE("L14: each thread may run a loop of its own") {
  EventLoop outer;
  bool inner_ran = false;
  outer.call_soon([&] {
    std::thread([&] {
      EventLoop inner;
      inner.call_soon([&] {
        inner_ran = &EventLoop::current() == &inner;
        inner.stop();
      });
      inner.run_forever();
    }).join();
    outer.stop();
  });
  outer.run_forever();
  CHECK(inner_ran);
}
