#include "loop/reports.hpp"

#include <mutex>
#include <set>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"

namespace kit {
namespace {

std::mutex mutex;
std::set<const EventLoop*> living;

}  // namespace

void log_report(const ExceptionContext& context) {
  std::string text = context.message;
  if (context.exception) text += "\n  exception: " + describe(context.exception);
  for (const auto& [key, value] : context.details) text += "\n  " + key + ": " + value;
  log(LogLevel::error, text);
}

LifeSign::LifeSign(const EventLoop& loop) : loop_(&loop) {
  const std::lock_guard lock(mutex);
  living.insert(loop_);
}

LifeSign::~LifeSign() {
  const std::lock_guard lock(mutex);
  living.erase(loop_);
}

bool LifeSign::of(const EventLoop* loop) {
  const std::lock_guard lock(mutex);
  return living.contains(loop);
}

}  // namespace kit
