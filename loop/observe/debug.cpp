#include "loop/observe/debug.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <typeinfo>

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "loop/observe/class_name.hpp"
#include "loop/observe/log.hpp"

namespace kit {
namespace {

/// "0.064", as Python prints it.
std::string seconds(Duration time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", std::chrono::duration<double>(time).count());
  return text.data();
}

}  // namespace

std::string Handle::describe_step() const { return class_name(typeid(*this)); }

bool debug_by_environment() noexcept {
  const char* const value = std::getenv("KIT_DEBUG");
  return value != nullptr && std::string_view(value) != "" && std::string_view(value) != "0";
}

void run_timed(EventLoop& loop, Handle& handle) {
  const std::string step = handle.describe_step();  // now: it may be gone after the step
  (void)loop.take_parked();                         // left behind by a step that nobody timed
  const TimePoint begin = loop.time();
  handle.run();
  const Owned* const waits = loop.take_parked();
  const Duration took = loop.time() - begin;
  if (took < loop.slow_callback_duration()) return;
  const std::size_t end = std::min(step.find('\n'), step.size());
  std::string text = "Executing " + step.substr(0, end) + " took " + seconds(took) + " seconds";
  if (waits != nullptr)
    text += waits->details();
  else if (end < step.size())
    text += "\n  was at: " + step.substr(end);
  log(LogLevel::warning, text);
}

// ------------------------------------------------------------ the wrong thread

void EventLoop::refuse_foreign_thread(const char* call) const {
  const std::thread::id runs_in = thread_;
  if (runs_in == std::thread::id() || runs_in == std::this_thread::get_id()) return;
  throw std::runtime_error(std::string("non-thread-safe operation: ") + call +
                           " on a loop of another thread, use call_soon_threadsafe");
}

bool EventLoop::in_foreign_thread(const char* call) const noexcept {
  if (!debug_) return false;
  try {
    check_thread(call);
    return false;
  } catch (const std::exception& error) {
    log(LogLevel::error, error.what());
    return true;
  }
}

}  // namespace kit
