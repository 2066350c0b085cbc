// StreamReader: bytes in, as lines, as records of n bytes, or as they come.
//
// Pulls: it reads the socket when somebody waits for data, and not before. So a handler that is
// slow slows its peer down (the bytes stay in the system's buffers) without any pausing and
// resuming. One coroutine reads at a time.
//
// Two ways to use it. read, readline, readexactly and readuntil hand out strings. Parsers look at
// buffered(), take with consume(n), and ask for more with fill(): no copy at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "loop/ref.hpp"
#include "loop/tasks/task.hpp"
#include "loop/tasks/task_base.hpp"
#include "streams/buffer.hpp"
#include "streams/errors.hpp"
#include "streams/transport.hpp"

namespace kit {

class StreamReader;

/// `co_await reader.fill()`
class [[nodiscard]] FillWait final : public Wait {
 public:
  explicit FillWait(StreamReader& reader) noexcept : reader_(reader) {}
  ~FillWait();

  bool await_ready();
  bool await_suspend(Paused coroutine);
  bool await_resume();
  std::string describe() const override;

  void run() override;
  void discard() noexcept override;
  /// Goes on in the next pass, with what the reader has by then.
  void wake() noexcept;

 protected:
  void abandon() noexcept override;

 private:
  StreamReader& reader_;
};

class StreamReader {
 public:
  /// The longest line, and the most that readuntil looks through: 64 KiB.
  static constexpr std::int64_t default_limit = 65536;

  /// Without a socket: bytes come from feed_data. Throws std::invalid_argument for limit <= 0.
  explicit StreamReader(std::int64_t limit = default_limit);
  StreamReader(Ref<Transport> transport, std::int64_t limit);
  StreamReader(StreamReader&& other) noexcept;
  StreamReader& operator=(StreamReader&&) = delete;
  ~StreamReader();

  // Strings. All throw what set_exception stored, ConnectionResetError and its kin, and
  // std::runtime_error when another coroutine is waiting on this reader. Cancelled, they lose no
  // byte. The reader must stay where it is while one of them runs.

  /// Up to `n` bytes, at least one; empty at end of file. -1: all until then. Ignores the limit.
  Task<std::string> read(std::int64_t n = -1);
  /// Through the line feed; without one at end of file. Throws LineTooLongError, having dropped
  /// that line (or, if its end is not here yet, all that is).
  Task<std::string> readline();
  /// Exactly `n` bytes. Throws IncompleteReadError at end of file. Ignores the limit.
  Task<std::string> readexactly(std::int64_t n);
  /// Through `separator`. Throws IncompleteReadError at end of file, LimitOverrunError when more
  /// than `limit` bytes come before the separator; then the buffer is left as it is.
  Task<std::string> readuntil(std::string separator = "\n");

  // No copies.

  /// What has come and was not taken. Good until the next fill(), consume() or read.
  std::string_view buffered() const noexcept { return buffer_.view(); }
  /// Drops the first `bytes` of buffered().
  void consume(std::size_t bytes) noexcept { buffer_.consume(bytes); }
  /// Waits for more. True when something was added; false at end of file, with buffered() as the
  /// last of it.
  FillWait fill() noexcept { return FillWait(*this); }

  /// A waiting fill() goes on in the next pass, as if something had come. For those whose reader
  /// waits for other things, too.
  void interrupt() noexcept { wake(); }

  /// End of file has come and everything before it was taken.
  bool at_eof() const noexcept { return eof_ && buffer_.empty(); }

  std::size_t limit() const noexcept { return limit_; }
  void set_limit(std::int64_t limit);
  const Address& peername() const noexcept;

  // The other end, for tests and for bytes that come from elsewhere.

  /// Throws InvalidStateError after feed_eof.
  void feed_data(std::string_view bytes);
  void feed_eof();
  /// A waiting read, and every later one, throws `error`, even if bytes are buffered.
  void set_exception(std::exception_ptr error);
  std::exception_ptr exception() const noexcept { return error_; }

 private:
  friend class FillWait;
  void check_usable() const;
  [[noreturn]] void throw_unusable() const;
  bool receive();
  bool receive_eagerly();
  void input_over() noexcept;
  void wake() noexcept;
  std::string take(std::size_t bytes);

  Ref<Transport> transport_;  // null: fed by hand
  Buffer buffer_;
  std::size_t limit_;
  std::exception_ptr error_;
  FillWait* waiting_ = nullptr;
  std::uint32_t read_without_pause_ = 0;  // bytes since the last one
  bool eof_ = false;
  bool more_is_likely_ = false;  // the last recv filled all the room it had
};

// In the header, since every request goes through them.

inline bool FillWait::await_ready() {
  if (reader_.error_ || reader_.waiting_ != nullptr) reader_.throw_unusable();
  return reader_.eof_ || (reader_.more_is_likely_ && reader_.receive_eagerly());
}

inline bool FillWait::await_resume() {
  if (reader_.waiting_ == this) reader_.waiting_ = nullptr;
  unpark();
  if (reader_.error_) reader_.throw_unusable();
  return !reader_.eof_;
}

inline FillWait::~FillWait() {
  if (reader_.waiting_ == this) abandon();  // the frame is destroyed while it waits
}

}  // namespace kit
