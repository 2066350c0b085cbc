// Handle: anything the loop can run, and the queue it waits in.
//
// Promises: queueing and leaving a queue take constant time and no memory, because the links are
// part of the handle itself. A handle stands in one list at a time: the ready queue, or the list
// of those who wait for one thing. Waking everybody who waits is moving one list behind another.
#pragma once

#include <cstdint>
#include <string>

namespace kit {

/// A place in a circular, doubly linked list. Alone, it points to itself.
class Link {
 public:
  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  bool linked() const noexcept { return next_ != this; }

  /// Leaves whatever list it is in. Does nothing when it is in none.
  void unlink() noexcept {
    prev_->next_ = next_;
    next_->prev_ = prev_;
    prev_ = next_ = this;
  }

 protected:
  ~Link() {
    if (linked()) unlink();
  }

 private:
  template <class T>
  friend class LinkedList;
  Link* prev_ = this;
  Link* next_ = this;
};

/// First in, first out, of objects that derive from Link. Owns none of them.
template <class T>
class LinkedList : private Link {
 public:
  bool empty() const noexcept { return !linked(); }
  T& front() noexcept { return static_cast<T&>(*next_); }

  /// An item that stands in a list already moves.
  void push_back(T& item) noexcept {
    Link& link = item;
    if (link.linked()) link.unlink();
    link.prev_ = prev_;
    link.next_ = this;
    prev_->next_ = &link;
    prev_ = &link;
  }

  /// The first one, out of the list, or null.
  T* pop_front() noexcept {
    if (empty()) return nullptr;
    T& first = front();
    static_cast<Link&>(first).unlink();
    return &first;
  }

  /// Moves all of `other` behind the last one here.
  void take_all(LinkedList& other) noexcept {
    if (other.empty()) return;
    other.next_->prev_ = prev_;
    prev_->next_ = other.next_;
    other.prev_->next_ = this;
    prev_ = other.prev_;
    other.prev_ = other.next_ = &other;
  }

  template <class Visit>
  void for_each(Visit visit) {
    for (Link* link = next_; link != this;) {
      T& item = static_cast<T&>(*link);
      link = link->next_;  // first, so that the visitor may unlink the item
      visit(item);
    }
  }
};

/// One step of somebody's work. Whoever owns it must keep it alive while it is queued; its
/// destructor leaves the queue.
class Handle : public Link {
 public:
  /// The step itself. What escapes it leaves run_forever.
  virtual void run() = 0;

  /// What this waited for is gone: the descriptor was closed, or the queue is thrown away with the
  /// loop. Who waits for news may take this as such; who owns itself goes.
  virtual void discard() noexcept {}

  /// "Task-3, created at main.cpp:12": for the report of a step that took too long. Further lines
  /// say where it stands before the step.
  virtual std::string describe_step() const;

  /// The trace record of the event that queued this (loop/observe/trace); 0 for none.
  std::uint64_t cause = 0;

 protected:
  ~Handle() = default;
};

using HandleList = LinkedList<Handle>;

}  // namespace kit
