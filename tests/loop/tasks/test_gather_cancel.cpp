// gather, cancelled when it is over already: one child has failed, and whoever gathers will hear of
// it in the next pass.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>

#include "loop/sim/world.hpp"
#include "loop/tasks/gather.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/support/capture.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Gatherer = std::optional<TaskHandle<>>;

Task<> finish_later(bool& finished) {
  co_await sleep(1s);
  finished = true;
}

/// Fails, and has `gatherer` cancelled when that has been queued and has not run.
Task<> fail_and_cancel(Gatherer& gatherer) {
  co_await sleep(1ms);
  EventLoop& loop = EventLoop::current();
  // The next pass tells the gatherer's wait, which queues it for the one after. These callbacks
  // stand before the two in their passes.
  loop.call_soon([&loop, &gatherer] {
    loop.call_soon([&gatherer] {
      CHECK_FALSE(gatherer->done());
      CHECK(gatherer->cancel());
    });
  });
  throw std::runtime_error("first");
}

Task<> gather_both(Gatherer& gatherer, bool& finished) {
  co_await gather(fail_and_cancel(gatherer), finish_later(finished));
}

Task<> cancel_too_late(bool& finished) {
  Gatherer gatherer;
  gatherer = create_task(gather_both(gatherer, finished));
  co_await sleep(10ms);
  CHECK(gatherer->done());
  CHECK(gatherer->cancelled());
  CHECK_FALSE(finished);
  co_await sleep(2s);
  CHECK(finished);  // gather had let go of it
}

TEST_CASE("W15: cancelled after a child has failed, gather is cancelled, and the others go on") {
  sim::World world;
  const test::CaptureReports reports(world.loop());  // of the failure, which nobody hears of now
  bool finished = false;
  world.run(cancel_too_late(finished));
  CHECK(finished);
}

}  // namespace
}  // namespace kit
