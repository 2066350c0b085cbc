#include "loop/tasks/sync/condition.hpp"

#include <exception>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"

namespace kit {

void Condition::check_locked(const char* call) const {
  if (!lock_.locked())
    throw std::runtime_error(std::string("cannot ") + call + " on un-acquired lock");
}

void Condition::NewsWait::abandon() noexcept {
  if (give_up()) permits().give_to_waiting();
}

Task<void> Condition::wait() {
  check_locked("wait");
  lock_.release();
  std::exception_ptr trouble;
  bool told = false;
  try {
    co_await NewsWait(news_);
    told = true;
  } catch (...) {
    trouble = std::current_exception();
  }
  // Whoever leaves here holds the lock, however often they are cancelled meanwhile.
  for (bool held = false; !held;) {
    try {
      co_await lock_.acquire();
      held = true;
    } catch (...) {
      trouble = std::current_exception();
    }
  }
  if (!trouble) co_return;
  if (told) news_.give_to_waiting();  // cancelled on the way to the lock: others want to know
  std::rethrow_exception(trouble);
}

Task<void> Condition::wait_for(std::function<bool()> predicate) {
  while (!predicate()) co_await wait();
}

void Condition::notify(std::size_t count) {
  check_locked("notify");
  for (std::size_t i = 0; i < count && news_.give_to_waiting(); ++i) continue;
}

void Condition::notify_all() {
  check_locked("notify");
  while (news_.give_to_waiting()) continue;
}

}  // namespace kit
