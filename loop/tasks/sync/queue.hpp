// Queue: items from some tasks to others. Source: asyncio.Queue.
//
// Two lines of tasks and a store between them: those who wait for a free slot, and those who wait
// for an item. An item stays in the store until the task that was promised it runs; if that one is
// cancelled, the promise goes to the next, and nothing is lost.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/sync/permits.hpp"

namespace kit {

/// get_nowait found nothing.
class QueueEmpty : public std::runtime_error {
 public:
  QueueEmpty() : std::runtime_error("the queue is empty") {}
};
/// put_nowait found no room.
class QueueFull : public std::runtime_error {
 public:
  QueueFull() : std::runtime_error("the queue is full") {}
};
class QueueShutDown : public std::runtime_error {
 public:
  QueueShutDown() : std::runtime_error("the queue is shut down") {}
};

/// First in, first out.
template <class T>
class FifoStore {
 public:
  void put(T item) { items_.push_back(std::move(item)); }
  T take() {
    T item = std::move(items_.front());
    items_.pop_front();
    return item;
  }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  std::deque<T> items_;
};

/// Last in, first out.
template <class T>
class LifoStore {
 public:
  void put(T item) { items_.push_back(std::move(item)); }
  T take() {
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  std::vector<T> items_;
};

/// The smallest first.
template <class T>
class PriorityStore {
 public:
  void put(T item) {
    items_.push_back(std::move(item));
    std::push_heap(items_.begin(), items_.end(), std::greater<>());
  }
  T take() {
    std::pop_heap(items_.begin(), items_.end(), std::greater<>());
    T item = std::move(items_.back());
    items_.pop_back();
    return item;
  }
  std::size_t size() const noexcept { return items_.size(); }

 private:
  std::vector<T> items_;
};

/// Must outlive those who wait in put, get and join. Only a loop that closes may destroy it before
/// them.
template <class T, class Store = FifoStore<T>>
class Queue {
 public:
  class [[nodiscard]] Putting final : public PermitWait {
   public:
    Putting(Queue& queue, T item)
        : PermitWait(queue.slots_), queue_(queue), item_(std::move(item)) {}
    bool await_ready() noexcept { return queue_.shut_down_ || PermitWait::await_ready(); }
    void await_resume() {
      PermitWait::await_resume();
      if (queue_.shut_down_) throw QueueShutDown();
      queue_.add(std::move(item_));
    }

   private:
    Queue& queue_;
    T item_;
  };

  class [[nodiscard]] Getting final : public PermitWait {
   public:
    explicit Getting(Queue& queue) : PermitWait(queue.items_), queue_(queue) {}
    T await_resume() {
      PermitWait::await_resume();
      if (!granted() || queue_.store_.size() == 0) throw QueueShutDown();
      return queue_.remove();
    }

   protected:
    /// The item is for somebody else, unless an immediate shutdown has dropped it.
    void abandon() noexcept override {
      if (give_up() && queue_.store_.size() > 0) permits().give();
    }

   private:
    Queue& queue_;
  };

  /// At most `maxsize` items; 0: as many as there is memory.
  explicit Queue(std::size_t maxsize = 0) : maxsize_(maxsize) { finished_.set(); }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// `co_await queue.put(item)`: waits while it is full. Throws QueueShutDown.
  Putting put(T item) { return Putting(*this, std::move(item)); }
  /// `co_await queue.get()`: waits while it is empty. Throws QueueShutDown when nothing is left.
  Getting get() { return Getting(*this); }

  /// Throws QueueFull, QueueShutDown.
  void put_nowait(T item) {
    if (shut_down_) throw QueueShutDown();
    if (!slots_.try_take()) throw QueueFull();
    add(std::move(item));
  }
  /// Throws QueueEmpty, QueueShutDown.
  T get_nowait() {
    if (items_.try_take()) return remove();
    if (shut_down_) throw QueueShutDown();
    throw QueueEmpty();
  }

  /// To be called once for each item, when the work on it is finished. Throws std::logic_error when
  /// it is called more often.
  void task_done() {
    if (unfinished_ == 0) throw std::logic_error("task_done() called too many times");
    if (--unfinished_ == 0) finished_.set();
  }
  /// `co_await queue.join()`: until task_done was called for every item.
  Event::Waiting join() noexcept { return finished_.wait(); }

  /// Nothing more can be put in; what is in can be got. `immediate`: that is dropped, too, also
  /// what was promised to a task that has not run yet.
  void shutdown(bool immediate = false) {
    shut_down_ = true;
    if (immediate) drop_all();
    slots_.close();
    items_.close();
  }

  /// Those that nobody was promised yet.
  std::size_t qsize() const noexcept { return items_.free(); }
  /// True when get would wait.
  bool empty() const noexcept { return items_.free() == 0; }
  /// True when put would wait.
  bool full() const noexcept { return slots_.free() == 0; }
  std::size_t maxsize() const noexcept { return maxsize_; }

 private:
  // Both have a permit in hand, and give it back when the item cannot be moved.
  void add(T&& item) {
    try {
      store_.put(std::move(item));
    } catch (...) {
      slots_.give();
      throw;
    }
    ++unfinished_;
    finished_.clear();
    items_.give();
  }
  void drop_all() {
    while (items_.try_take()) continue;
    while (store_.size() > 0) {
      (void)store_.take();
      if (unfinished_ > 0) task_done();
    }
  }
  T remove() {
    try {
      T item = store_.take();
      slots_.give();
      return item;
    } catch (...) {
      items_.give();
      throw;
    }
  }

  std::size_t maxsize_;
  Store store_;
  std::size_t unfinished_ = 0;
  bool shut_down_ = false;
  Event finished_;
  Permits slots_{maxsize_ == 0 ? std::numeric_limits<std::size_t>::max() : maxsize_,
                 "for room in a queue"};
  Permits items_{0, "for an item of a queue"};
};

template <class T>
using LifoQueue = Queue<T, LifoStore<T>>;
template <class T>
using PriorityQueue = Queue<T, PriorityStore<T>>;

}  // namespace kit
