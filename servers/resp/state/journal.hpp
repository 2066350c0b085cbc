// Journal: where changes of the data are written down, so that they outlive the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "loop/tasks/task_base.hpp"

namespace kit::resp {

struct Parameters;

/// INFO persistence. Sizes in bytes.
struct JournalStatus {
  bool rewriting = false;
  bool last_rewrite_worked = true;
  bool last_write_worked = true;
  std::uint64_t rewrites = 0;         // finished, well or not
  std::int64_t last_rewrite_ms = -1;  // how long the last one took; -1: there was none
  std::uint64_t current_size = 0;
  std::uint64_t base_size = 0;    // after the last rewrite, or at the start
  std::uint64_t buffer_size = 0;  // not written yet
};

class Journal;

/// `co_await journal.wait()`
class [[nodiscard]] JournalWait final : public Wait {
 public:
  explicit JournalWait(Journal& journal) noexcept : journal_(journal) {}
  bool await_ready() const noexcept;
  bool await_suspend(Paused coroutine) noexcept;
  void await_resume() { unpark(); }
  std::string describe() const override { return "for the append-only file"; }

  // For the journal.

  /// Goes on in the next pass.
  void wake() noexcept { loop().schedule(*this); }
  /// Where the file ended when this began to wait, in bytes; set by add_waiting().
  std::uint64_t position = 0;

 private:
  Journal& journal_;
};

class Journal {
 public:
  virtual ~Journal() = default;

  /// A command is about to run that may change this key.
  virtual void before_change(std::size_t database, std::string_view key) = 0;
  /// A command has run and changed something. Never blocks.
  virtual void append(std::size_t database, std::span<const std::string_view> words) = 0;

  /// True if nobody may hear yet of what was done: some of it is not on disk, and the owner wants
  /// it to be there first.
  virtual bool must_wait() const noexcept = 0;
  /// `co_await journal.wait()`: until all that was appended before the call is on disk, or need not
  /// be for must_wait(). The journal must outlive those who wait.
  JournalWait wait() noexcept { return JournalWait(*this); }

  /// What commands that write are told instead of being run; empty while all is well.
  virtual std::string_view refusal() const noexcept { return {}; }
  /// Writes the data anew in the background, without what led to them. False when that is under way
  /// already.
  virtual bool start_rewrite() { return false; }
  virtual JournalStatus status() const { return {}; }
  /// CONFIG SET has changed something, of this perhaps.
  virtual void obey(const Parameters&) {}

 private:
  friend class JournalWait;
  /// Only while must_wait().
  virtual void add_waiting(JournalWait&) noexcept {}
};

inline bool JournalWait::await_ready() const noexcept { return !journal_.must_wait(); }

inline bool JournalWait::await_suspend(Paused coroutine) noexcept {
  if (!park(coroutine)) return false;
  journal_.add_waiting(*this);
  return true;
}

}  // namespace kit::resp
