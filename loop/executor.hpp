// Executor: threads for work that blocks. Source: asyncio's run_in_executor,
// concurrent.futures.ThreadPoolExecutor.
//
// Looking up a host name, a read from a slow disk, a long computation: what cannot be waited for
// with a selector is done by another thread, and the loop goes on meanwhile.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace kit {

/// A piece of work. Executor and whoever waits for it share it.
class Work {
 public:
  virtual ~Work() = default;
  /// Called once, in whatever thread, which gives `self` away with that: it must not be the thread
  /// that destroys a result, if somebody else wants it.
  virtual void run(std::shared_ptr<Work> self) noexcept = 0;
};

class Executor {
 public:
  virtual ~Executor() = default;
  virtual void submit(std::shared_ptr<Work> work) = 0;
};

/// A fixed number of threads, started when there is work for them; first come, first served. They
/// get no signals.
class ThreadPool final : public Executor {
 public:
  /// Throws std::invalid_argument for 0.
  explicit ThreadPool(std::size_t most_threads);
  /// Waits for the work that was begun; what has not begun is dropped.
  ~ThreadPool() override;

  /// From any thread. Throws std::system_error when there is no thread at all, and none to be had.
  void submit(std::shared_ptr<Work> work) override;

 private:
  void start_thread();
  void serve();

  std::size_t most_threads_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable something_to_do_;
  std::deque<std::shared_ptr<Work>> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

/// Does everything at once, in the thread that submits: for simulated loops.
class InlineExecutor final : public Executor {
 public:
  void submit(std::shared_ptr<Work> work) override {
    Work& itself = *work;
    itself.run(std::move(work));
  }
};

/// Four threads, for the whole process. It is never destroyed: work that does not end (a name
/// server that does not answer) does not keep the program from ending.
Executor& default_executor();

}  // namespace kit
