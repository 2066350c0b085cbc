#include "servers/resp/server/background.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <new>

#include "loop/event_loop.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/state/room.hpp"

namespace kit::resp {
namespace {

using namespace std::chrono_literals;

/// So long a client waits for its turn at worst, and half of it on average.
constexpr Duration longest_slice = 500us;
/// The same for a clock that stands still while something is done.
constexpr int most_steps = 64;
/// After each slice, so many times as long for the others: it takes a quarter of the time.
constexpr int rest_for_each_slice = 3;

// What one step does: some tens of microseconds at worst, when nothing of it is in the caches.
constexpr std::size_t buckets_freed = 8;
constexpr std::size_t buckets_rehashed = 8;
constexpr std::size_t keys_looked_at = 40;

/// So many keys of a database are looked at in each round, dead or not: a million in 100 s.
constexpr std::size_t look = 1000;
/// If one in so many of them was dead, it is worth looking on. Chasing the last ones would take a
/// quarter of the time for ever, while as many die.
constexpr std::size_t worth_it = 20;

/// One round through the databases in search of dead keys.
class Search {
 public:
  explicit Search(Keyspace& keyspace) noexcept : keyspace_(keyspace) {}

  /// False at the end of the round.
  bool step();

 private:
  Keyspace& keyspace_;
  std::size_t number_ = 0;     // of the database
  std::size_t looked_at_ = 0;  // of its keys, in this look
  std::size_t dead_ = 0;       // of these
};

bool Search::step() {
  Database& database = keyspace_[number_];
  if (looked_at_ < std::min(look, database.with_deadline())) {
    dead_ += database.expire_some(keys_looked_at);
    looked_at_ += keys_looked_at;
    return true;
  }
  if (dead_ * worth_it <= looked_at_) ++number_;
  looked_at_ = dead_ = 0;
  return number_ < keyspace_.size();
}

/// What there is to do, in small steps.
class Chores {
 public:
  explicit Chores(Instance& instance) noexcept : instance_(instance), search_(instance.keyspace) {}

  /// Works until all is done (false), or it is somebody else's turn.
  bool slice(EventLoop& loop);

 private:
  bool step();
  bool rehash();

  Instance& instance_;
  Search search_;
};

bool Chores::rehash() {
  Keyspace& keyspace = instance_.keyspace;
  bool more = false;
  for (std::size_t i = 0; i < keyspace.size() && !more; ++i)
    more = keyspace[i].rehash_for(buckets_rehashed);
  return more;
}

/// False when there is nothing left to do.
bool Chores::step() {
  if (instance_.keyspace.has_remains()) {
    instance_.keyspace.free_some(buckets_freed);
    return true;
  }
  if (make_room(instance_) == Room::later) return true;
  return rehash() || search_.step();
}

bool Chores::slice(EventLoop& loop) {
  instance_.update_time();
  const TimePoint end = loop.time() + longest_slice;
  try {
    for (int steps = 0; steps < most_steps && loop.time() < end; ++steps)
      if (!step()) return false;
  } catch (const std::bad_alloc&) {
    return false;  // once more in the next round: what is done here is what makes room
  }
  return true;
}

/// Ends a wait for chores when it is time for the next round.
class Tick {
 public:
  Tick(EventLoop& loop, Duration delay, Event& event)
      : loop_(loop), call_(loop.call_later(delay, [&event] { event.set(); })) {}
  Tick(const Tick&) = delete;
  Tick& operator=(const Tick&) = delete;
  ~Tick() { loop_.cancel(call_); }

 private:
  EventLoop& loop_;
  CallHandle call_;
};

Task<void> wait_for_chores(Instance& instance) {
  const Tick tick(EventLoop::current(), Duration(1s) / std::max(instance.parameters.hz, 1),
                  instance.has_chores);
  co_await instance.has_chores.wait();
  instance.has_chores.clear();
}

/// That keys have died: to those who have subscribed to it, once it is in the append-only file.
Task<void> send_pushes(Instance& instance) {
  const Pushes pushes = instance.take_pushes();
  if (pushes.empty()) co_return;
  Journal* const journal = instance.journal;
  if (journal != nullptr && journal->must_wait()) co_await journal->wait();
  instance.send_pushes(pushes);
}

Task<void> do_chores(Instance& instance) {
  EventLoop& loop = EventLoop::current();
  Chores chores(instance);
  bool more = true;
  while (more) {
    const TimePoint start = loop.time();
    more = chores.slice(loop);
    co_await send_pushes(instance);
    const Duration rest = rest_for_each_slice * (loop.time() - start);
    co_await sleep(rest);
  }
}

}  // namespace

Task<void> look_after(Instance& instance) {
  for (;;) {
    co_await wait_for_chores(instance);
    co_await do_chores(instance);
  }
}

}  // namespace kit::resp
