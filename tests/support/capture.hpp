// What tests listen to: log records and reports to the exception handler.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/observe/log.hpp"

namespace kit::test {

/// Collects log records as long as it lives.
class CaptureLog {
 public:
  CaptureLog()
      : before_(set_log_handler([this](LogLevel level, std::string_view text) {
          records.push_back(std::string(to_string(level)) + ": " + std::string(text));
        })) {}
  CaptureLog(const CaptureLog&) = delete;
  CaptureLog& operator=(const CaptureLog&) = delete;
  ~CaptureLog() { set_log_handler(std::move(before_)); }

  /// How many records contain `text`.
  int count(std::string_view text) const {
    int found = 0;
    for (const std::string& record : records) found += record.find(text) != record.npos ? 1 : 0;
    return found;
  }

  std::vector<std::string> records;  // "warning: text"

 private:
  LogHandler before_;
};

/// Collects what a loop reports to its exception handler. Must not outlive the loop's run.
class CaptureReports {
 public:
  explicit CaptureReports(EventLoop& loop) {
    loop.set_exception_handler(
        [this](const ExceptionContext& context) { contexts.push_back(context); });
  }
  CaptureReports(const CaptureReports&) = delete;
  CaptureReports& operator=(const CaptureReports&) = delete;

  std::vector<ExceptionContext> contexts;
};

}  // namespace kit::test
