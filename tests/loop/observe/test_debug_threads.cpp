// Debug mode and threads: what is refused, and what is not.

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "loop/event_loop.hpp"
#include "loop/tasks/run.hpp"

namespace kit {
namespace {

Task<int> answer() { co_return 42; }

/// What run_until_complete(loop, answer()) gives; what it throws, as a negative number.
int run_answer(EventLoop& loop) {
  try {
    return run_until_complete(loop, answer());
  } catch (const std::runtime_error& error) {
    MESSAGE(error.what());
    return -1;
  }
}

TEST_CASE("L17: in debug mode, too, a loop made here may run there, and then here again") {
  EventLoop loop;
  loop.set_debug(true);
  int there = 0;
  std::thread([&] { there = run_answer(loop); }).join();
  CHECK(there == 42);
  CHECK(run_answer(loop) == 42);
}

}  // namespace
}  // namespace kit
