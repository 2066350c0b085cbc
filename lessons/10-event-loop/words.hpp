// The tests of this lesson in words: who runs, what is reported, how long the loop means to wait.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <utility>

#include "lessons/support/lines.hpp"
#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/counted_world.hpp"

namespace kit {

/// A handle that says its line when the loop runs it.
class Says final : public Handle {
 public:
  Says(Lines& lines, std::string line) : lines_(lines), line_(std::move(line)) {}
  void run() override { lines_.push_back(line_); }

 private:
  Lines& lines_;
  std::string line_;
};

inline std::function<void()> saying(Lines& lines, std::string line) {
  return [&lines, line] { lines.push_back(line); };
}

inline std::string place_of(const Handle& handle) {
  return handle.linked() ? "in the queue" : "in no queue";
}

inline std::string life_of(const std::weak_ptr<int>& captured) {
  return captured.expired() ? "gone" : "alive";
}

/// What comes out when the loop calls `function`.
inline std::string escapes(EventLoop& loop, const std::function<void()>& function) {
  try {
    loop.call_guarded(function, std::source_location::current());
  } catch (...) {
    return describe(std::current_exception());
  }
  return "nothing";
}

/// The exceptions that were reported.
inline Lines reported(const test::CaptureReports& reports) {
  Lines lines;
  for (const ExceptionContext& context : reports.contexts)
    lines.push_back(describe(context.exception));
  return lines;
}

inline std::string in_words(std::optional<Duration> wait) {
  if (!wait) return "for ever";
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*wait).count()) + " s";
}

/// Notes how long the loop means to wait, each time it asks the selector.
inline void note_waits(test::CountedWorld& world, Lines& waits) {
  world.selector->most_waits = 20;  // so that a loop which never waits ends
  world.selector->before_wait = [&waits](std::optional<Duration> wait) {
    waits.push_back(in_words(wait));
  };
}

}  // namespace kit
