// A task that awaits itself, in other words than `co_await handle` (that is in test_task_base); and
// one that gathers what belongs to another loop.

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/gather.hpp"
#include "loop/tasks/shield.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/timeout.hpp"
#include "loop/tasks/wait.hpp"
#include "tests/support/failures.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

enum class Way { wait_for, shield, gather, gather_outcomes, wait };

Task<> await_self(std::optional<TaskHandle<>>& own, Way way) {
  const TaskHandle<> self = *own;
  own.reset();
  switch (way) {
    case Way::wait_for:
      co_await wait_for(self, 1s);
      break;
    case Way::shield:
      co_await shield(self);
      break;
    case Way::gather:
      co_await gather(std::vector<TaskHandle<>>(1, self));
      break;
    case Way::gather_outcomes:
      co_await gather(return_exceptions, std::vector<TaskHandle<>>(1, self));
      break;
    case Way::wait:
      co_await wait(std::vector<TaskHandle<>>(1, self), ReturnWhen::all_completed, 1s);
      break;
  }
}

Task<std::exception_ptr> failure_of_self_wait(Way way) {
  std::optional<TaskHandle<>> own;
  const TaskHandle<> handle = create_task(await_self(own, way), "ouroboros");
  own = handle;
  std::exception_ptr failure;
  try {
    co_await handle;
  } catch (...) {
    failure = std::current_exception();
  }
  co_return failure;
}

TEST_CASE("T13: a task that awaits itself among others, or shielded, gets an error, too") {
  for (const Way way : {Way::wait_for, Way::shield, Way::gather, Way::gather_outcomes, Way::wait}) {
    CAPTURE(static_cast<int>(way));
    sim::World world;
    const std::exception_ptr failure = world.run(failure_of_self_wait(way));
    CHECK(describe(failure) == "ouroboros awaits itself");
    CHECK(world.loop().timer_count() == 0);
  }
}

Task<> nap() { co_await sleep(1s); }

Task<std::exception_ptr> gather_foreign(TaskHandle<> foreign) {
  std::exception_ptr failure =
      co_await test::failure_of(gather(std::vector<TaskHandle<>>(1, foreign)));
  co_return failure;
}

TEST_CASE("F08: gathering a task of another loop is an error, at once") {
  sim::World other;
  const TaskHandle<> foreign = create_task(other.loop(), nap());
  const auto error = test::as<std::runtime_error>(sim::World().run(gather_foreign(foreign)));
  CHECK(std::string(error.what()).find("another event loop") != std::string::npos);
}

}  // namespace
}  // namespace kit
