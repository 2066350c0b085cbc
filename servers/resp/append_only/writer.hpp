// Writer: a thread that writes a file, so that nobody else waits for the disk.
//
// The loop hands bytes over and goes on. The thread takes all that has come meanwhile, writes it in
// one call, and makes it last with one more: everybody who waits for the disk is served by the same
// sync, and while it runs the next group gathers.
//
// A write that fails is taken back: nothing of it is in the file. Under `always` that is the end,
// as in Redis, since nobody may be told anything any more. Under the other policies the thread
// tries again each second, and state() says what is wrong. A sync that fails is always the end: the
// system may have dropped what it could not write, and would say "done" the next time (fsync(2)).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "loop/executor.hpp"
#include "loop/os/clock.hpp"
#include "servers/resp/append_only/file.hpp"
#include "servers/resp/append_only/sync_policy.hpp"

namespace kit::resp {

/// All in bytes, counted from the Writer's beginning.
struct WriterState {
  std::uint64_t handed_over = 0;
  std::uint64_t written = 0;
  std::uint64_t synced = 0;
  std::uint64_t file_size = 0;  // with what the file held before
  int error = 0;                // errno of what has just failed; 0: all is well
  std::string complaint;        // the same for people
  bool ended = false;           // the Writer will do nothing more

  std::uint64_t backlog() const noexcept { return handed_over - written; }
};

class Writer {
 public:
  enum class OnError { give_up, try_again };

  /// `on_progress` is called in the Writer's thread: after tell(), and when an error comes or goes.
  /// Throws std::system_error when there is no thread to be had.
  Writer(std::unique_ptr<LogFile> file, SyncPolicy policy, OnError on_error,
         std::function<void()> on_progress);
  /// Writes and syncs what was handed over, if it can: may wait for the disk.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Takes the bytes, whole records, and leaves an empty string.
  void hand_over(std::string& bytes);
  /// Whatever the policy, syncs what has been handed over so far.
  void sync();
  /// Asks for one call of on_progress, when more has been done than this returns.
  WriterState tell();
  /// What is not written yet need not be.
  void abandon();
  void set_policy(SyncPolicy policy, OnError on_error);
  WriterState state() const;

  /// Its path, at any time; the rest, while there is nothing left to write or sync.
  LogFile& file() noexcept { return *file_; }

 private:
  class Thread;
  using Lock = std::unique_lock<std::mutex>;

  void serve() noexcept;
  void wait_for_work(Lock& lock);
  bool has_work() const noexcept;
  bool has_to_sync() const noexcept;
  bool write_group(Lock& lock);
  void sync_group(Lock& lock);
  void fail(int error, std::string complaint, bool for_good);
  void report(Lock& lock, bool also_unasked);

  const std::unique_ptr<LogFile> file_;
  const std::function<void()> on_progress_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable something_to_do_;
  SyncPolicy policy_;
  OnError on_error_;
  WriterState state_;
  std::string next_;               // handed over, and not taken yet
  std::string group_;              // the thread's: what it writes, or could not write
  std::uint64_t sync_wanted_ = 0;  // up to here, by sync()
  TimePoint last_sync_{};
  TimePoint retry_at_{};
  bool told_ = true;  // nobody has asked since the last time
  bool stopping_ = false;
  bool done_ = false;     // the thread has left serve()
  ThreadPool thread_{1};  // last: it ends first
};

}  // namespace kit::resp
