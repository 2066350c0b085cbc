// StreamWriter: bytes out, without waiting, and drain() for those who must not run ahead.
//
// write() hands to the system what it takes and keeps the rest. Nothing stops a program from
// writing a gigabyte to a peer that does not read, except `co_await writer.drain()` after it: drain
// waits while more than the high-water mark is unsent. Write, then drain: the memory stays flat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "loop/ref.hpp"
#include "loop/tasks/task_base.hpp"
#include "streams/transport.hpp"

namespace kit {

/// `co_await writer.drain()`
class [[nodiscard]] DrainWait final : public Wait {
 public:
  explicit DrainWait(Transport& transport) noexcept : transport_(transport) {}

  bool await_ready() const noexcept { return !transport_.is_paused() && !transport_.is_closing(); }
  bool await_suspend(Paused coroutine);
  void await_resume() {
    unpark();
    if (transport_.is_closing()) throw_if_lost();
  }
  std::string describe() const override;

 private:
  void throw_if_lost() const;

  Transport& transport_;  // the writer, which must stay, keeps it alive
};

/// `co_await writer.wait_closed()`
class [[nodiscard]] CloseWait final : public Wait {
 public:
  explicit CloseWait(Ref<Transport> transport) noexcept : transport_(std::move(transport)) {}

  bool await_ready() const noexcept { return transport_->is_closed(); }
  bool await_suspend(Paused coroutine);
  void await_resume();
  std::string describe() const override;
  void run() override;

 protected:
  void abandon() noexcept override;

 private:
  Ref<Transport> transport_;
  bool abandoned_ = false;  // cancelled: go on whatever the transport does
};

/// Owns the right to write. Destroyed without close(), it logs a warning and closes.
class StreamWriter {
 public:
  explicit StreamWriter(Ref<Transport> transport) noexcept : transport_(std::move(transport)) {}
  StreamWriter(StreamWriter&&) noexcept = default;
  StreamWriter& operator=(StreamWriter&& other) noexcept;
  ~StreamWriter();

  /// Never waits. Copies what the system does not take at once; the rest is the caller's again.
  /// Throws std::runtime_error after write_eof(). Dropped when the connection is closed or lost;
  /// drain() tells.
  void write(std::string_view bytes) { transport_->write(bytes); }

  /// Waits while more than the high-water mark is unsent, until the low-water mark is reached.
  /// Returns without suspending when that is not so (for one pass while closing). Many may wait at
  /// once; the writer must stay where it is meanwhile. Throws ConnectionResetError (or why else the
  /// connection was lost).
  DrainWait drain() const noexcept { return DrainWait(*transport_); }

  /// FIN after what was written; reading goes on.
  void write_eof() { transport_->write_eof(); }

  /// Sends what was written, then FIN. Returns at once.
  void close() { transport_->close(); }
  bool is_closing() const noexcept { return transport_->is_closing(); }
  /// Waits until the connection is closed. Throws what ended it, if that was an error.
  CloseWait wait_closed() const noexcept { return CloseWait(transport_); }
  /// Drops what is unsent and resets the connection.
  void abort() noexcept { transport_->abort(); }

  /// In bytes. One of them alone sets the other: low is a quarter of high, high four times low.
  /// Throws std::invalid_argument when high < low. High 0 keeps nothing unsent.
  void set_write_buffer_limits(std::optional<std::size_t> high = {},
                               std::optional<std::size_t> low = {});
  std::size_t write_buffer_size() const noexcept { return transport_->write_buffer_size(); }

  const Address& peername() const noexcept { return transport_->peername(); }
  Address sockname() const { return transport_->loop().net().sockname(transport_->fd()); }
  /// The socket's descriptor, -1 once closed. Not to be closed by the caller.
  int fd() const noexcept { return transport_->fd(); }
  Transport& transport() const noexcept { return *transport_; }

 private:
  Ref<Transport> transport_;  // null: moved from
};

}  // namespace kit
