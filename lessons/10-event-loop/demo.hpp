// Two coroutines that say who runs when.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"

namespace kit {

/// Where a line goes: to the terminal, or into a test's list.
using Say = std::function<void(const std::string& line)>;

inline Task<> coro_a(Say say) {
  say("I am coro_a(). Hi!");
  co_await sleep(std::chrono::seconds(1));
  say("complete coro_a");
}

inline Task<> coro_b(Say say) {
  say("I am coro_b().");
  co_await sleep(std::chrono::seconds(1));
  say("complete coro_b");
}

inline Task<> demo(Say say) {
  const TaskHandle<> b = create_task(coro_b(say));
  co_await coro_a(say);
  co_await b;
}

}  // namespace kit
