// Generator: a function that hands out values one by one and pauses in between.
//
//   Generator<int> countdown(int n) {
//     for (; n > 0; --n) co_yield n;
//   }
//   for (int n : countdown(3)) ...   // 3, 2, 1
//
// Promises: nothing runs before the first value is asked for; an exception comes out where the
// value was asked for, and the generator has ended then; a generator that is dropped half-way
// destroys its locals. As in Python, the caller can also throw *into* it: the exception appears at
// the `co_yield` (PEP 342). That is all that a scheduler needs: see yield_scheduler.
//
// Does not belong here: waiting. A generator cannot co_await; for that there is Task.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace kit {

/// Owns the paused function: moving hands it over, destroying ends it where it stands. One thread
/// at a time. Must not be destroyed by its own body while that runs.
template <class T>
class [[nodiscard]] Generator {
  static_assert(std::is_object_v<T> && !std::is_const_v<T>, "a generator yields plain values");

 public:
  class promise_type;
  class Iterator;

  /// One that has ended.
  Generator() = default;
  Generator(Generator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Generator& operator=(Generator&& other) noexcept {
    if (this != &other) {
      destroy();
      frame_ = std::exchange(other.frame_, nullptr);
    }
    return *this;
  }
  ~Generator() { destroy(); }

  /// Runs to the next `co_yield`. False when there is none any more, then and ever after. Throws
  /// what the body throws, and std::logic_error when the body asks its own generator.
  bool next() { return resume(nullptr); }

  /// As next(), but the `co_yield` where the body pauses throws `error`. A body that has not
  /// started ends without having run. One that has ended throws `error` back (as Python does).
  bool throw_into(std::exception_ptr error);

  /// What was yielded last: the object itself, not a copy, good until the body runs on. Only after
  /// next() gave true.
  const T& value() const noexcept { return *frame_.promise().value_; }

  /// False also for one that has not started, and for one whose body asks: a handle must not be
  /// asked while its body runs.
  bool done() const noexcept { return !frame_ || (!frame_.promise().running_ && frame_.done()); }

  /// Asks for the next value. A second loop over a generator goes on where the first one stopped.
  Iterator begin() {
    next();
    return Iterator(*this);
  }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  using Frame = std::coroutine_handle<promise_type>;
  explicit Generator(Frame frame) noexcept : frame_(frame) {}

  bool resume(std::exception_ptr error);
  void destroy() noexcept {
    // lesson 7.1: If there is a frame, forget it and destroy it: in this order, and only once.
    if (frame_) std::exchange(frame_, nullptr).destroy();
    // end lesson 7.1
  }

  Frame frame_;  // null: moved from, or never was
};

template <class T>
class Generator<T>::promise_type {
 public:
  Generator get_return_object() noexcept { return Generator(Frame::from_promise(*this)); }
  std::suspend_always initial_suspend() const noexcept { return {}; }
  std::suspend_always final_suspend() const noexcept { return {}; }

  /// Where the body pauses; on its way back it throws what was thrown into it.
  class Pause {
   public:
    explicit Pause(promise_type& promise) noexcept : promise_(promise) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const {
      if (promise_.thrown_in_) std::rethrow_exception(std::exchange(promise_.thrown_in_, nullptr));
    }

   private:
    promise_type& promise_;
  };

  // What is yielded lives in the paused body, a temporary too, so its address is enough. (Name an
  // aggregate first: g++ 12 destroys the text of `co_yield Line{1, text}` twice.)
  Pause yield_value(const T& value) noexcept {
    // lesson 7.3: Remember where the value is, for value(). Then pause.
    value_ = std::addressof(value);
    return Pause(*this);
    // end lesson 7.3
  }

  void return_void() const noexcept {}
  void unhandled_exception() noexcept {
    // lesson 7.4: Keep the exception that is being handled now, for who asked for a value.
    thrown_out_ = std::current_exception();
    // end lesson 7.4
  }

  template <class Awaitable>
  void await_transform(Awaitable&&) = delete;  // a generator yields, it does not wait

 private:
  friend class Generator;
  const T* value_ = nullptr;
  std::exception_ptr thrown_in_;   // for the body, at its co_yield
  std::exception_ptr thrown_out_;  // by the body, for who asked
  bool started_ = false;
  bool running_ = false;
};

/// An input iterator: one pass, and all copies stand at the same place.
template <class T>
class Generator<T>::Iterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;

  Iterator() = default;
  explicit Iterator(Generator& generator) noexcept : generator_(&generator) {}

  const T& operator*() const noexcept { return generator_->value(); }
  const T* operator->() const noexcept { return std::addressof(generator_->value()); }
  Iterator& operator++() {
    generator_->next();
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& iterator, std::default_sentinel_t) noexcept {
    return iterator.generator_->done();
  }

 private:
  Generator* generator_ = nullptr;
};

template <class T>
bool Generator<T>::throw_into(std::exception_ptr error) {
  // lesson 7.5: Ended: throw it back. Not started: end it, throw it back. Else: run on with it.
  if (done()) std::rethrow_exception(error);
  if (!frame_.promise().started_) {
    destroy();
    std::rethrow_exception(error);
  }
  return resume(std::move(error));
  // end lesson 7.5
}

template <class T>
bool Generator<T>::resume(std::exception_ptr error) {
  if (done()) return false;
  promise_type& promise = frame_.promise();
  if (promise.running_) throw std::logic_error("generator already executing");
  promise.thrown_in_ = std::move(error);  // the body finds it at its co_yield
  // lesson 7.2: Let the body run to its pause or its end. Throw what it threw; or: did it pause?
  promise.started_ = promise.running_ = true;
  frame_.resume();
  promise.running_ = false;
  if (promise.thrown_out_) std::rethrow_exception(std::exchange(promise.thrown_out_, nullptr));
  return !frame_.done();
  // end lesson 7.2
}

}  // namespace kit
