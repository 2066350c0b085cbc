// Watchers in a loop: registered once, disarmed lazily; a descriptor's number is not its name.
//
// Y09 in the kit's words: forget(fd) before close(fd) drops whoever waits, also those whom the same
// poll has queued already.
#include "loop/watchers.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <memory>
#include <string>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/counting_selector.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using test::AnyLoop;
using test::close_both;
using test::CountingSelector;
using test::make_pair;
using test::make_pair_at;
using test::receive;
using test::run_pass;

namespace {

/// A loop over the system's selector of that name, with a counter between the two.
struct CountedLoop {
  explicit CountedLoop(const std::string& name)
      : selector(new CountingSelector(make_selector(name))),
        loop(std::unique_ptr<Selector>(selector)) {}
  CountingSelector* selector;  // the loop owns it
  EventLoop loop;
};

void over_counted_loops(const std::function<void(CountedLoop&)>& test) {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    CountedLoop counted(name);
    test(counted);
  }
}

Task<void> echo_forever(EventLoop& loop, int fd) {
  for (;;) {
    co_await loop.readable(fd);
    const std::string text = receive(loop.net(), fd);
    (void)loop.net().send(fd, text);
  }
}

Task<void> wait_readable(EventLoop& loop, int fd, std::string& outcome) {
  outcome = "waiting";
  try {
    co_await loop.readable(fd);
    outcome = "woken";
  } catch (const OSError& error) {
    outcome = error.error_number() == EBADF ? "closed" : "wrong errno";
  }
}

Task<void> wait_writable(EventLoop& loop, int fd, bool& woken) {
  co_await loop.writable(fd);
  woken = true;
}

/// When `fd` is readable, closes `victim` and opens another file under its number.
Task<void> replace_when_readable(EventLoop& loop, int fd, int victim, std::array<int, 2>& fresh) {
  co_await loop.readable(fd);
  loop.forget(victim);
  loop.net().close(victim);
  fresh = make_pair_at(loop.net(), victim);
}

}  // namespace

TEST_CASE("Watchers: a request/response connection makes no selector call in its steady state") {
  over_counted_loops([](CountedLoop& counted) {
    const std::array<int, 2> pair = make_pair(os_net());
    create_task(counted.loop, echo_forever(counted.loop, pair[0]));
    run_pass(counted.loop);
    const int after_first_wait = counted.selector->changes;
    for (int i = 0; i < 20; ++i) {
      REQUIRE(os_net().send(pair[1], "ping").is_ok());
      run_pass(counted.loop);
      CHECK(receive(os_net(), pair[1]) == "ping");
    }
    CHECK(counted.selector->changes == after_first_wait);
    counted.loop.close();
    close_both(os_net(), pair);
  });
}

TEST_CASE("Watchers: data that nobody reads costs one event, then none") {
  over_counted_loops([](CountedLoop& counted) {
    EventLoop& loop = counted.loop;
    const std::array<int, 2> pair = make_pair(os_net());
    std::string outcome;
    create_task(loop, wait_readable(loop, pair[0], outcome));
    run_pass(loop);
    REQUIRE(os_net().send(pair[1], "x").is_ok());
    run_pass(loop);
    REQUIRE(outcome == "woken");  // and leaves the byte where it is
    const int changes = counted.selector->changes;
    run_pass(loop);
    CHECK(counted.selector->events == 1);
    for (int i = 0; i < 5; ++i) {
      run_pass(loop);
      CHECK(counted.selector->events == 0);
    }
    CHECK(counted.selector->changes == changes + 1);

    // Who waits later still finds it.
    create_task(loop, wait_readable(loop, pair[0], outcome));
    run_pass(loop);
    CHECK(outcome == "waiting");
    run_pass(loop);
    CHECK(outcome == "woken");
    loop.forget(pair[0]);
    close_both(os_net(), pair);
  });
}

TEST_CASE("Watchers: a peer that hangs up while nobody waits does not make the loop spin") {
  over_counted_loops([](CountedLoop& counted) {
    EventLoop& loop = counted.loop;
    const std::array<int, 2> pair = make_pair(os_net());
    std::string outcome;
    create_task(loop, wait_readable(loop, pair[0], outcome));
    run_pass(loop);
    REQUIRE(os_net().send(pair[0], "never read").is_ok());
    os_net().close(pair[1]);  // end of file, hang-up, and an error since bytes are lost
    run_pass(loop);
    CHECK(outcome == "woken");
    run_pass(loop);  // the bit is disarmed
    for (int i = 0; i < 5; ++i) {
      run_pass(loop);
      CHECK(counted.selector->events == 0);
    }
    loop.forget(pair[0]);
    os_net().close(pair[0]);
  });
}

TEST_CASE("Watchers: one direction is disarmed, the other stays") {
  over_counted_loops([](CountedLoop& counted) {
    EventLoop& loop = counted.loop;
    const std::array<int, 2> pair = make_pair(os_net());
    std::string outcome;
    bool writable = false;
    create_task(loop, wait_readable(loop, pair[0], outcome));
    create_task(loop, wait_writable(loop, pair[0], writable));
    run_pass(loop);
    run_pass(loop);
    CHECK(writable);
    CHECK(outcome == "waiting");
    run_pass(loop);  // still writable, but nobody waits: disarmed
    run_pass(loop);
    CHECK(counted.selector->events == 0);
    REQUIRE(os_net().send(pair[1], "x").is_ok());
    run_pass(loop);
    CHECK(outcome == "woken");
    loop.forget(pair[0]);
    close_both(os_net(), pair);
  });
}

TEST_CASE("Watchers: a descriptor that was closed too early, with a copy alive, hurts nobody") {
  test::over_selectors([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    const std::array<int, 2> pair = make_pair(os_net());
    const int copy = ::dup(pair[0]);  // keeps the connection alive, in epoll, too
    REQUIRE(copy >= 0);
    std::string outcome;
    const TaskHandle<void> task = create_task(loop, wait_readable(loop, pair[0], outcome));
    run_pass(loop);
    task.cancel();
    run_pass(loop);
    os_net().close(pair[0]);  // without forget()
    for (int i = 0; i < 2; ++i) {
      REQUIRE(os_net().send(pair[1], "x").is_ok());
      // The event finds nobody, and epoll no longer knows the number: nothing can be disarmed.
      for (int pass = 0; pass < 3; ++pass) run_pass(loop);
    }
    os_net().close(copy);
    bool alive = false;
    loop.call_soon([&] { alive = true; });
    run_pass(loop);
    run_pass(loop);
    CHECK(alive);
    CHECK(loop.selector().select(Duration::zero()).empty());  // nothing to spin over
    os_net().close(pair[1]);
  });
}

TEST_CASE("Watchers: a wait that is cancelled leaves the bit armed until an event finds nobody") {
  over_counted_loops([](CountedLoop& counted) {
    EventLoop& loop = counted.loop;
    const std::array<int, 2> pair = make_pair(os_net());
    std::string outcome;
    const TaskHandle<void> task = create_task(loop, wait_readable(loop, pair[0], outcome));
    run_pass(loop);
    const int changes = counted.selector->changes;
    task.cancel();
    run_pass(loop);
    CHECK(task.cancelled());
    CHECK(counted.selector->changes == changes);
    REQUIRE(os_net().send(pair[1], "x").is_ok());
    run_pass(loop);
    run_pass(loop);
    CHECK(counted.selector->changes == changes + 1);
    CHECK(counted.selector->events == 0);
    loop.forget(pair[0]);
    close_both(os_net(), pair);
  });
}

TEST_CASE("Y09: forget() wakes a task that waits, with an error") {
  test::over_every_loop([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    const std::array<int, 2> pair = make_pair(loop.net());
    std::string outcome;
    create_task(loop, wait_readable(loop, pair[0], outcome));
    run_pass(loop);
    CHECK(outcome == "waiting");
    loop.forget(pair[0]);
    close_both(loop.net(), pair);
    run_pass(loop);
    CHECK(outcome == "closed");
  });
}

TEST_CASE("Y09: a number reused inside one batch: the old waiter never touches the new file") {
  test::over_every_loop([](AnyLoop& any) {
    EventLoop& loop = any.loop();
    const std::array<int, 2> first = make_pair(loop.net());
    const std::array<int, 2> second = make_pair(loop.net());
    std::array<int, 2> fresh{-1, -1};
    std::string outcome;
    create_task(loop, replace_when_readable(loop, first[0], second[0], fresh));
    create_task(loop, wait_readable(loop, second[0], outcome));
    run_pass(loop);
    // Both are ready in the same poll, so both tasks stand in the queue when the first one closes
    // the descriptor of the second.
    REQUIRE(loop.net().send(first[1], "x").is_ok());
    REQUIRE(loop.net().send(second[1], "x").is_ok());
    run_pass(loop);
    REQUIRE(fresh[0] == second[0]);
    CHECK(outcome == "closed");

    // The new file can be waited for as if the number had never been used.
    create_task(loop, wait_readable(loop, fresh[0], outcome));
    run_pass(loop);
    run_pass(loop);
    CHECK(outcome == "waiting");
    REQUIRE(loop.net().send(fresh[1], "x").is_ok());
    run_pass(loop);
    CHECK(outcome == "woken");
    loop.forget(first[0]);
    loop.forget(fresh[0]);
    close_both(loop.net(), first);
    close_both(loop.net(), fresh);
    loop.net().close(second[1]);
  });
}
