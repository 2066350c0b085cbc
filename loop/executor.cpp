#include "loop/executor.hpp"

#include <signal.h>

#include <stdexcept>
#include <utility>

namespace kit {
namespace {

/// Signals belong to the thread that runs the loop: new threads inherit a mask without any.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);  // a macro on some systems: without colons
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

ThreadPool::ThreadPool(std::size_t most_threads) : most_threads_(most_threads) {
  if (most_threads == 0) throw std::invalid_argument("a thread pool needs at least one thread");
}

ThreadPool::~ThreadPool() {
  std::deque<std::shared_ptr<Work>> dropped;  // dies after the lock: it may submit more
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(waiting_);
  }
  something_to_do_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::submit(std::shared_ptr<Work> work) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  waiting_.push_back(std::move(work));
  if (idle_ < waiting_.size() && threads_.size() < most_threads_) start_thread();
  something_to_do_.notify_one();
}

void ThreadPool::start_thread() {
  const NoSignals no_signals;
  try {
    threads_.emplace_back([this] { serve(); });
  } catch (const std::system_error&) {
    if (!threads_.empty()) return;  // the others will do it, later
    waiting_.pop_back();
    throw;
  }
}

void ThreadPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    something_to_do_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    --idle_;
    if (stopping_) return;
    std::shared_ptr<Work> work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    Work& itself = *work;
    itself.run(std::move(work));
    lock.lock();
  }
}

Executor& default_executor() {
  static ThreadPool& pool = *new ThreadPool(4);
  return pool;
}

}  // namespace kit
