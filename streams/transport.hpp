// Transport: the socket under a reader and a writer.
//
// Owns the descriptor from accept or connect until it is closed; the loop owns the Transport that
// long, so what was written goes out even when nobody holds the writer any more. Promises: closing
// sends what is buffered, then FIN, and never cuts the peer's view short with a reset: what the
// peer still sends is read and dropped for a while (streams/linger). connection_lost happens once,
// and wakes everybody who waits.
//
//            close(), sent all           end of file or time over
//   open  ------------------>  lingering  ---------------------->  closed
//     \________________________________________________________/
//          abort(), an error of the connection, or end of file had come before close()
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string_view>

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "loop/observe/trace.hpp"
#include "loop/os/address.hpp"
#include "loop/ref.hpp"
#include "streams/buffer.hpp"

namespace kit {

class Linger;

class Transport final : public Counted, public Handle, public Owned {
 public:
  /// How much unsent output makes drain() wait, and down to where: 64 KiB and 16 KiB, as in
  /// asyncio.
  static constexpr std::size_t default_high_water = 65536;
  static constexpr std::size_t default_low_water = 16384;
  /// How long a peer may take to finish after this side has: 2 s.
  static constexpr std::uint16_t default_linger_ms = 2000;

  /// Takes over `fd`, a connected, non-blocking stream socket of the loop's net.
  Transport(EventLoop& loop, int fd, Address peer);

  EventLoop& loop() const noexcept { return loop_; }
  int fd() const noexcept { return fd_; }  // -1 once closed
  const Address& peername() const noexcept { return peer_; }

  bool is_closing() const noexcept { return closing_; }
  bool is_closed() const noexcept { return fd_ < 0; }
  /// Why the connection died; null when it was closed in the ordinary way, or lives.
  std::exception_ptr error() const noexcept { return error_; }

  // Reading.

  /// One recv(2). 0 bytes: end of file. An error other than would_block() closes the transport.
  IoResult receive(std::span<std::byte> room);

  // Writing.

  /// Sends what the system takes now and keeps the rest. Throws std::runtime_error after
  /// write_eof(), and in debug mode from a foreign thread; after close() or a loss the bytes are
  /// dropped.
  void write(std::string_view bytes);
  std::size_t write_buffer_size() const noexcept { return out_.size(); }
  /// The same for everybody who waits in drain().
  void set_write_buffer_limits(std::size_t high, std::size_t low);
  std::size_t high_water() const noexcept { return high_water_; }
  std::size_t low_water() const noexcept { return low_water_; }
  /// From when more than the high-water mark is unsent until the low-water mark is reached.
  bool is_paused() const noexcept { return paused_; }
  /// Wakes `handle` when this or is_closed() may have changed.
  void wait_for_change(Handle& handle) noexcept { waiters_.push_back(handle); }
  /// FIN after what is buffered; reading goes on.
  void write_eof();
  bool eof_requested() const noexcept { return eof_requested_; }

  // Ending.

  /// Sends what is buffered, then FIN, then waits a little for the peer's. A second call does
  /// nothing.
  void close();
  /// How long close() waits for the peer's FIN, at most; also when it waits already.
  void set_linger(Duration limit);
  Duration linger() const noexcept { return std::chrono::milliseconds(linger_ms_); }
  /// Drops what is buffered and resets the connection.
  void abort() noexcept;
  /// Whoever reads next, or reads now, sees end of file.
  void end_input() noexcept;
  bool input_ended() const noexcept { return input_ended_; }
  /// The peer has finished sending, and all it sent was read.
  bool eof_received() const noexcept { return eof_received_; }
  /// A server closes this when its handler is done; a writer that goes before that is no mistake.
  void set_served(bool served) noexcept { served_ = served; }
  bool is_served() const noexcept { return served_; }

  /// The descriptor is ready for output.
  void run() override;
  std::string describe() const override;
  std::string details() const override;
  void destroy() noexcept override;

 private:
  friend class Linger;
  ~Transport() override;

  void refuse_write();
  std::size_t taken(const IoResult& result);
  void flush();
  void update_pause() noexcept;
  void output_finished();
  void lose(std::exception_ptr error) noexcept;
  void close_descriptor(bool reset) noexcept;
  void trace(TraceKind kind, const IoResult& result) const noexcept {
    if (tracing() != nullptr) add_trace(kind, result);
  }
  void add_trace(TraceKind kind, const IoResult& result) const noexcept;

  // What every request touches stands together.
  EventLoop& loop_;
  Buffer out_;  // what the system did not take yet
  int fd_;
  bool closing_ = false;        // close() was called, or the connection is lost
  bool paused_ = false;         // see is_paused()
  bool eof_requested_ = false;  // write_eof(), close() or a loss: no more output
  bool eof_sent_ = false;       // FIN is out
  bool eof_received_ = false;   // the peer's FIN came
  bool input_ended_ = false;    // nothing more will be read, whatever comes
  bool served_ = false;         // see set_served()
  std::uint8_t writes_after_loss_ = 0;
  std::uint16_t linger_ms_ = default_linger_ms;
  std::uint32_t high_water_ = default_high_water;
  std::uint32_t low_water_ = default_low_water;
  Address peer_;
  std::exception_ptr error_;
  HandleList waiters_;  // in drain(), in wait_closed(), and the server
  std::unique_ptr<Linger> linger_;
};

}  // namespace kit
