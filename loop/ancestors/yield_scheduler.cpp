#include "loop/ancestors/yield_scheduler.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"

namespace kit {
namespace {

void report(const std::exception_ptr& error) {
  if (error)
    log(LogLevel::error, "Exception in a routine, which ends: " + describe(error));
  else
    print_line("Task done");
}

std::exception_ptr closed_error(int fd) {
  return make_os_error(ECONNABORTED, "descriptor " + std::to_string(fd) +
                                         " was closed while a routine waited for it");
}

Events direction_of(const YieldWait& wait) {
  if (wait.reason == YieldReason::recv) return event_read;
  if (wait.reason == YieldReason::send) return event_write;
  throw std::runtime_error("Unknown yield reason " + std::to_string(static_cast<int>(wait.reason)) +
                           ": yield recv(fd) or send(fd)");
}

[[noreturn]] void refuse_second(int fd) {
  throw std::runtime_error("another routine already waits for descriptor " + std::to_string(fd) +
                           ": one may receive, one may send");
}

}  // namespace

YieldScheduler::YieldScheduler(std::unique_ptr<Selector> selector)
    : selector_(std::move(selector)), done_(report) {}

YieldScheduler::~YieldScheduler() {
  // A routine's sockets call forget() on their way out: the tables must still be there.
  for (Slot& slot : slots_) {
    const Routine receiver = std::move(slot.receiver);
    const Routine sender = std::move(slot.sender);
  }
  while (!ready_.empty()) {
    const Ready last = std::move(ready_.front());
    ready_.pop_front();
  }
}

void YieldScheduler::set_done_handler(DoneHandler handler) {
  done_ = handler ? std::move(handler) : report;
}

void YieldScheduler::add(Routine routine) { ready_.push_back(Ready{std::move(routine)}); }

// ---- The heart ----------------------------------------------------------------------------------

void YieldScheduler::run() {
  // lesson 8.1: While anybody is ready or waits: nobody ready? poll(). Then step() each, in order.
  while (!ready_.empty() || waiting_ > 0) {
    if (ready_.empty()) poll();
    while (!ready_.empty()) {
      Ready next = std::move(ready_.front());
      ready_.pop_front();
      step(std::move(next));
    }
  }
  // end lesson 8.1
}

/// Who can receive comes before who can send.
void YieldScheduler::poll() {
  const std::span<const SelectorKey> events = selector_->select(std::nullopt);
  for (const SelectorKey& event : events) wake(event, event_read);
  for (const SelectorKey& event : events) wake(event, event_write);
}

/// From the table to the queue. An event that nobody waits for is not asked for again.
void YieldScheduler::wake(const SelectorKey& event, Events direction) {
  if (!(event.events & direction)) return;
  Slot& slot = slots_[static_cast<std::size_t>(event.fd)];
  Routine& waiter = direction == event_read ? slot.receiver : slot.sender;
  // lesson 8.3: Nobody waits: disarm this direction. Otherwise: out of the table, into the queue.
  if (waiter.done()) {
    (void)arm(event.fd, slot, slot.armed & ~direction);
    return;
  }
  ready_.push_back(Ready{std::move(waiter), nullptr, event.fd, slot.generation});
  --waiting_;
  // end lesson 8.3
}

/// One turn: to the next co_yield, or to the end.
void YieldScheduler::step(Ready ready) {
  std::exception_ptr error;
  try {
    if (go_on(ready)) return park(ready.routine, ready.routine.value());
  } catch (const BaseException&) {
    throw;  // not this routine's affair alone
  } catch (...) {
    error = std::current_exception();
  }
  if (!error) return done_(nullptr);
  // lesson 8.4: Report a routine that died of its error. One that is only refused is told of it.
  if (ready.routine.done())
    done_(error);
  else  // at its next turn, its co_yield throws
    ready_.push_back(Ready{std::move(ready.routine), error});
  // end lesson 8.4
}

/// From the queue to the table.
void YieldScheduler::park(Routine& routine, const YieldWait& wait) {
  const Events direction = direction_of(wait);
  if (wait.fd < 0) throw std::invalid_argument("invalid descriptor " + std::to_string(wait.fd));
  const auto index = static_cast<std::size_t>(wait.fd);
  if (index >= slots_.size()) slots_.resize(std::max(index + 1, 2 * slots_.size()));
  Slot& slot = slots_[index];
  Routine& place = direction == event_read ? slot.receiver : slot.sender;
  // lesson 8.2: Refuse a second waiter. Arm this direction beside the others; keep the routine.
  if (!place.done()) refuse_second(wait.fd);
  if (const auto error = arm(wait.fd, slot, slot.armed | direction)) std::rethrow_exception(error);
  place = std::move(routine);
  ++waiting_;
  // end lesson 8.2
}

// ---- The rest -----------------------------------------------------------------------------------

bool YieldScheduler::go_on(Ready& ready) {
  // Between its waking and its turn, another routine may have closed the descriptor.
  if (ready.fd >= 0 && slots_[static_cast<std::size_t>(ready.fd)].generation != ready.generation)
    ready.error = closed_error(ready.fd);
  return ready.error ? ready.routine.throw_into(std::move(ready.error)) : ready.routine.next();
}

/// Tells the selector. If that fails, nobody can wait for `fd`, and who does already is told, too.
std::exception_ptr YieldScheduler::arm(int fd, Slot& slot, Events events) {
  if (events == slot.armed) return nullptr;
  try {
    if (events == 0)
      selector_->unregister(fd);
    else if (slot.armed == 0)
      selector_->register_fd(fd, events);
    else
      selector_->modify(fd, events);
    slot.armed = events;
    return nullptr;
  } catch (...) {
    slot.armed = 0;
    const std::exception_ptr error = std::current_exception();
    abort(slot.receiver, error);
    abort(slot.sender, error);
    return error;
  }
}

void YieldScheduler::abort(Routine& waiter, const std::exception_ptr& error) {
  if (waiter.done()) return;
  ready_.push_back(Ready{std::move(waiter), error});
  --waiting_;
}

void YieldScheduler::forget(int fd) {
  const auto index = static_cast<std::size_t>(fd);  // a negative one becomes huge
  if (index >= slots_.size()) return;
  Slot& slot = slots_[index];
  // lesson 8.5: Wake both waiters with a closed_error, watch the number no more, count its change.
  abort(slot.receiver, closed_error(fd));
  abort(slot.sender, closed_error(fd));
  (void)arm(fd, slot, 0);
  ++slot.generation;
  // end lesson 8.5
}

void YieldScheduler::stop() {
  const auto error =
      std::make_exception_ptr(ConnectionAbortedError(ECONNABORTED, "the scheduler stops"));
  for (Slot& slot : slots_) abort(slot.receiver, error);
}

}  // namespace kit
