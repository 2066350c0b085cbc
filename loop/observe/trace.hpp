// Trace: what the loop did, and what made it do so.
//
// Fixed-size records in a ring: writing one takes no memory and no system call. Each names the
// record that caused it, so a reply can be followed back to the byte that asked for it: sent by a
// step of task 3, which was queued by "descriptor 7 readable", which came out of a poll. Off, it
// costs one branch; built with -Dtrace=false, nothing.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "loop/os/clock.hpp"

#ifndef KIT_TRACE_ENABLED
#define KIT_TRACE_ENABLED 1
#endif

namespace kit {

inline constexpr bool trace_built_in = KIT_TRACE_ENABLED != 0;

enum class TraceKind : std::uint8_t {
  poll,      // asked the selector; a: timeout in ns (-1: for ever), b: events that came
  readable,  // the selector says so; fd
  writable,  // the selector says so; fd
  timer,     // a deadline passed; a: how late, in ns
  run,       // a handle's step began
  task_new,  // create_task; task
  step,      // a task goes on; task
  park,      // a task waits; task
  task_end,  // a task finished; task, a: 0 returned, 1 threw, 2 was cancelled
  accept,    // fd: the new connection
  recv,      // fd, a: bytes (0: end of file), b: errno
  send,      // fd, a: bytes taken, b: errno
  close,     // fd
};

std::string_view to_string(TraceKind kind);

/// One event. 64 bytes, so that a record fills one cache line.
struct TraceRecord {
  std::uint64_t id = 0;     // 1, 2, 3, ...
  std::uint64_t cause = 0;  // the id of the record that led to this one; 0: nothing inside
  std::int64_t ts = 0;      // the loop's clock, in ns
  std::int64_t a = 0;       // see TraceKind
  std::int64_t b = 0;
  std::uint64_t task = 0;  // number of the task; 0: a plain callback
  std::int32_t fd = -1;
  std::uint32_t generation = 0;  // of the descriptor: numbers are reused
  std::uint32_t pass = 0;        // which round of the loop
  TraceKind kind = TraceKind::poll;
  std::uint8_t flags = 0;
};
static_assert(sizeof(TraceRecord) == 64);

/// The last `capacity` events of one loop. Used from the loop's thread only.
class Trace {
 public:
  explicit Trace(std::size_t capacity = 65536);

  /// Fills in the id, and the cause if it is 0. Without a time, it has that of the record before:
  /// what one poll finds, it finds at one moment. Returns the id.
  std::uint64_t add(TraceRecord record) noexcept;

  /// The event under which everything that follows happens.
  std::uint64_t current() const noexcept { return current_; }
  void set_current(std::uint64_t id) noexcept { current_ = id; }

  /// How many were written since the start, also those that the ring has lost.
  std::uint64_t count() const noexcept { return next_id_ - 1; }

  /// What is still there, oldest first.
  std::vector<TraceRecord> records() const;

  /// Calls `visit` for those after record `id` that are still there, oldest first.
  template <class Visit>
  void visit_after(std::uint64_t id, Visit visit) const {
    const std::uint64_t oldest = next_id_ > ring_.size() ? next_id_ - ring_.size() : 1;
    for (id = id < oldest ? oldest : id + 1; id < next_id_; ++id) visit(ring_[id % ring_.size()]);
  }

  /// One JSON object per line. Ids are the loop's own, so a program with several numbers them.
  void write_json(std::ostream& out, int loop = 0) const;

 private:
  std::vector<TraceRecord> ring_;
  std::uint64_t next_id_ = 1;
  std::uint64_t current_ = 0;
  std::int64_t last_ts_ = 0;
};

/// Where the loop that runs in this thread records: see EventLoop::set_trace.
inline constinit thread_local Trace* active_trace = nullptr;

/// Null when nobody wants to know: the one branch.
inline Trace* tracing() noexcept { return trace_built_in ? active_trace : nullptr; }

}  // namespace kit
