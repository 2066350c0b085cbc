// poke, cancelled in the middle, as Ctrl-C does it: nobody may be left who looks at what is gone.
#include <doctest/doctest.h>

#include <vector>

#include "loop/sim/world.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/tools/poke/wrong_servers.hpp"
#include "tools/poke/run.hpp"

namespace kit::poke {
namespace {

Task<void> never_ends() { co_await sleep(std::chrono::hours(1)); }

Task<void> ends_late(bool& ended) {
  bool cancelled = false;
  try {
    co_await sleep(std::chrono::hours(1));
  } catch (const Cancelled&) {
    cancelled = true;
  }
  co_await sleep(std::chrono::seconds(1));
  ended = cancelled;
}

Task<bool> wait_for_the_last() {
  bool ended = false;
  std::vector<Task<void>> tasks;
  tasks.push_back(nothing());
  tasks.push_back(never_ends());
  tasks.push_back(ends_late(ended));
  const TaskHandle<> all = create_task(all_of(std::move(tasks)));
  co_await sleep(std::chrono::milliseconds(100));
  all.cancel();
  try {
    co_await all;
  } catch (const Cancelled&) {
  }
  co_return ended;
}

TEST_CASE("poke: who is cancelled together ends together, with the last") {
  sim::World world;
  CHECK(world.run(wait_for_the_last()));
}

/// Cancelled in the middle, it leaves nobody behind: the run and the options can go.
Task<std::size_t> look_and_go(Mode mode) {
  Options options;
  options.clients = 3;
  options.beside = 0;
  Server server = start_server(ConnectionHandler(never_answers), test::any_port());
  {
    Run run(options, mode, server.addresses().front(), "abcdef");
    const TaskHandle<> work = create_task(perform(run));
    co_await sleep(std::chrono::milliseconds(100));
    work.cancel();
    bool cancelled = false;
    try {
      co_await work;
    } catch (const Cancelled&) {
      cancelled = true;
    }
    CHECK(cancelled);
  }
  server.abort_clients();
  server.close();
  co_await server.wait_closed();
  co_return all_tasks(EventLoop::current()).size();
}

TEST_CASE("poke: interrupted, it leaves no task behind") {
  for (const Mode mode : {Mode::normal, Mode::bytewise, Mode::half_close}) {
    const test::CaptureLog log;
    sim::World world;
    CHECK(world.run(look_and_go(mode)) == 1);  // the one that asks
  }
}

}  // namespace
}  // namespace kit::poke
