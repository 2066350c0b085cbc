// YieldScheduler: many conversations in one thread, with nothing but generators.
//
// After David Beazley's "Python Concurrency From the Ground Up". A routine is a generator that
// yields what it waits for; everything else it does in straight lines:
//
//   Routine greet(Net& net, RoutineSocket client) {
//     co_yield recv(client.get());     // "go on when I can receive"
//     ...
//   }
//
// The scheduler keeps those that can go on in a queue, and those that wait in a table by
// descriptor, asks the selector when the queue is empty, and ends when nobody is left.
//
// Promises: a routine runs only when its turn comes, never inside add(); one that throws ends alone
// (it is reported, the others go on); a descriptor that is closed wakes whoever waits for it with
// an error. What a routine was given by reference must outlive the scheduler: nobody waits for a
// routine. Does not belong here: time, and calling one routine from another. What those take is
// loop/event_loop and loop/tasks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

#include "loop/ancestors/generator.hpp"
#include "loop/os/socket.hpp"
#include "loop/selectors/selector.hpp"

namespace kit {

enum class YieldReason : std::uint8_t { recv, send };

/// What a routine yields: why it waits, and for which descriptor.
struct [[nodiscard]] YieldWait {
  YieldReason reason;
  int fd;
};

/// Go on when `fd` has something to read, or has ended.
inline YieldWait recv(int fd) noexcept { return YieldWait{YieldReason::recv, fd}; }
/// Go on when `fd` has room for more.
inline YieldWait send(int fd) noexcept { return YieldWait{YieldReason::send, fd}; }

using Routine = Generator<YieldWait>;

class YieldScheduler {
 public:
  /// Called for each routine that has ended; with what it threw, or null. Not for a BaseException:
  /// that leaves run().
  using DoneHandler = std::function<void(const std::exception_ptr& error)>;

  explicit YieldScheduler(std::unique_ptr<Selector> selector = make_selector());
  /// Ends the routines that still wait, where they stand.
  ~YieldScheduler();
  YieldScheduler(const YieldScheduler&) = delete;
  YieldScheduler& operator=(const YieldScheduler&) = delete;

  /// Queues a routine; its first step comes in run(). May be called by a routine.
  void add(Routine routine);

  /// Until nobody can go on and nobody waits. A routine that throws a BaseException (Interrupted,
  /// SystemExit) ends, and run() throws it; the others are still there for the next run().
  void run();

  /// Call it before `fd` is closed: who waits for it gets a ConnectionAbortedError at its co_yield,
  /// and the next socket of that number starts afresh. RoutineSocket does it for you.
  void forget(int fd);

  /// The polite way to end: whoever waits to receive now gets a ConnectionAbortedError at its
  /// co_yield. Who waits to send may finish.
  void stop();

  /// Replaces the default: "Task done" on stdout, and what was thrown in the log. An empty one
  /// restores it.
  void set_done_handler(DoneHandler handler);

 private:
  /// A routine whose turn comes.
  struct Ready {
    Routine routine;
    std::exception_ptr error;      // what its co_yield throws; null: nothing
    int fd = -1;                   // what it waited for; -1: it is new
    std::uint32_t generation = 0;  // of the slot, then
  };
  /// A descriptor: at most one routine waits to receive from it and one to send to it.
  struct Slot {
    Routine receiver;
    Routine sender;
    Events armed = 0;              // what the selector watches; an event without a waiter disarms
    std::uint32_t generation = 0;  // of the number: goes up when it is forgotten
  };

  void poll();
  void wake(const SelectorKey& event, Events direction);
  void step(Ready ready);
  bool go_on(Ready& ready);
  void park(Routine& routine, const YieldWait& wait);
  void abort(Routine& waiter, const std::exception_ptr& error);
  std::exception_ptr arm(int fd, Slot& slot, Events events);

  std::unique_ptr<Selector> selector_;
  std::deque<Ready> ready_;
  std::vector<Slot> slots_;  // indexed by fd
  std::size_t waiting_ = 0;  // routines in slots_
  DoneHandler done_;
};

/// A socket of a routine: closes itself, and tells the scheduler before.
class RoutineSocket {
 public:
  RoutineSocket(YieldScheduler& scheduler, Socket socket) noexcept
      : scheduler_(&scheduler), socket_(std::move(socket)) {}
  RoutineSocket(RoutineSocket&&) noexcept = default;
  RoutineSocket& operator=(RoutineSocket&&) = delete;
  ~RoutineSocket() { close(); }

  int get() const noexcept { return socket_.get(); }

  void close() { (void)release(); }

  /// Hands the socket over to somebody who does not wait for it.
  Socket release() {
    if (socket_) scheduler_->forget(socket_.get());
    return std::move(socket_);
  }

 private:
  YieldScheduler* scheduler_;
  Socket socket_;
};

}  // namespace kit
