// Complaints: what a program said at level warning or error, or reported to the exception handler.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"
#include "loop/observe/log.hpp"

namespace kit::sim {

/// Listens to the log as long as it lives, and takes it away from who listened before.
class Complaints {
 public:
  Complaints()
      : before_(set_log_handler([this](LogLevel level, std::string_view text) {
          if (level >= LogLevel::warning)
            all_.push_back(std::string(to_string(level)) + ": " + std::string(text));
        })) {}
  ~Complaints() { set_log_handler(std::move(before_)); }
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;

  /// Must outlive the loop's run.
  void listen_to(EventLoop& loop) {
    loop.set_exception_handler([this](const ExceptionContext& context) {
      std::string text = "report: " + context.message;
      if (context.exception) text += ": " + describe(context.exception);
      all_.push_back(std::move(text));
    });
  }

  /// Those that contain `text` are no complaints.
  void expect(std::string text) { expected_.push_back(std::move(text)); }

  std::vector<std::string> unexpected() const {
    std::vector<std::string> found;
    for (const std::string& each : all_)
      if (std::none_of(expected_.begin(), expected_.end(), [&each](const std::string& text) {
            return each.find(text) != std::string::npos;
          }))
        found.push_back(each);
    return found;
  }

 private:
  std::vector<std::string> all_;
  std::vector<std::string> expected_;
  LogHandler before_;
};

}  // namespace kit::sim
