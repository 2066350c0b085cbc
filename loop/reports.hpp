// Reports: what went wrong where nobody waits for the answer.
#pragma once

#include <exception>
#include <functional>
#include <map>
#include <string>

namespace kit {

class EventLoop;

struct ExceptionContext {
  std::string message;                         // "Exception in callback created at ..."
  std::exception_ptr exception;                // may be null
  std::map<std::string, std::string> details;  // "peer", "task", ...; sorted, as they are logged
};

using ExceptionHandler = std::function<void(const ExceptionContext&)>;

/// One record at level error, with the exception and all details. What a loop does by default.
void log_report(const ExceptionContext& context);

/// A member of each loop: says whether that loop still exists. Whoever holds a failed task may do
/// so for longer than its loop lives, and must be told all the same.
class LifeSign {
 public:
  explicit LifeSign(const EventLoop& loop);
  ~LifeSign();
  LifeSign(const LifeSign&) = delete;
  LifeSign& operator=(const LifeSign&) = delete;

  static bool of(const EventLoop* loop);

 private:
  const EventLoop* loop_;
};

}  // namespace kit
