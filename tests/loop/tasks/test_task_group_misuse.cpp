// TaskGroup: when it takes no tasks.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/task_group.hpp"
#include "tests/support/error_groups.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using Record = std::vector<std::string>;
using test::errors_of;
using test::Tally;
using test::Witness;

Task<> empty_body() { co_return; }

Task<> fail(Duration delay, std::string text) {
  co_await sleep(delay);
  throw std::runtime_error(text);
}

Task<> misuse(Tally& tally) {
  const auto hold = [](Witness) -> Task<> { co_return; };
  TaskGroup group;
  CHECK_THROWS_AS(group.create_task(hold(Witness(tally))), std::runtime_error);
  co_await group.run(empty_body());
  CHECK_THROWS_AS(group.create_task(hold(Witness(tally))), std::runtime_error);
  const std::exception_ptr again = co_await test::failure_of(group.run(hold(Witness(tally))));
  CHECK(test::is<std::runtime_error>(again));
}

TEST_CASE("W27: a group that does not run, or has run, takes no tasks, and frees them") {
  Tally tally;
  sim::World().run(misuse(tally));
  check_all_gone(tally);
}

Task<> start_while_ending(TaskGroup& group, Tally& tally, bool& refused) {
  const auto hold = [](Witness) -> Task<> { co_return; };
  try {
    co_await sleep(1h);
  } catch (const Cancelled&) {
    try {
      group.create_task(hold(Witness(tally)));
    } catch (const std::runtime_error&) {
      refused = true;
    }
    throw;
  }
}

Task<> start_starter(TaskGroup& group, Tally& tally, bool& refused) {
  group.create_task(start_while_ending(group, tally, refused));
  group.create_task(fail(1ms, "first"));
  co_return;
}

Task<> run_starter(Tally& tally, bool& refused) {
  TaskGroup group;
  const std::exception_ptr failure =
      co_await test::failure_of(group.run(start_starter(group, tally, refused)));
  CHECK(errors_of(failure) == Record{"first"});
}

TEST_CASE("W27: nor does one that is ending because something failed") {
  Tally tally;
  bool refused = false;
  sim::World().run(run_starter(tally, refused));
  CHECK(refused);
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
