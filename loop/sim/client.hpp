// Client: somebody at the other end of a connection, outside the loop.
//
//   Client& alice = world.client("alice", address);
//   alice.send("hi\n").expect("Echo: hi\r\n");
//   alice.finish().expect_end();
//
// The server under test runs unmodified, and the script is plain code, no coroutine: it says what
// alice does, and lets the world run until what she expects has come. A client takes none of the
// program's descriptors and meets none of its faults, except those of the network: latency, and
// connections that break.
//
// The expect functions throw Failure when something else comes, or when it has not come within the
// limit of virtual time, or when nothing can happen any more: then what() lists each task and what
// it waits for.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "loop/os/address.hpp"
#include "loop/os/clock.hpp"
#include "loop/sim/network.hpp"

namespace kit::sim {

class World;

class Client {
 public:
  static constexpr Duration default_limit = std::chrono::hours(1);

  /// Connects. For World::client, who owns it; the world outlives it.
  Client(World& world, std::string name, const Address& address);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // What it does. It begins at once and goes on while the world runs.

  /// Sends as soon as there is a connection, and room in it. After finish() and when the connection
  /// is lost, does nothing.
  Client& send(std::string_view text);
  /// FIN, after what was sent. Still reads.
  Client& finish();
  /// RST, at once: what was not sent yet is lost.
  Client& vanish();
  /// Lets what comes pile up. (It reads everything as soon as it comes, unless told otherwise.)
  Client& stop_reading();
  /// At most `bytes` each `every`.
  Client& read_slowly(std::size_t bytes, Duration every);
  Client& read_on();

  // What it expects next.

  /// Exactly these bytes. What comes after them stays for the next expectation.
  Client& expect(std::string_view text, Duration limit = default_limit);
  /// FIN, and no byte before it.
  Client& expect_end(Duration limit = default_limit);
  /// RST, and no byte before it.
  Client& expect_reset(Duration limit = default_limit);
  /// Nothing without time passing (World::settle).
  Client& expect_nothing();

  // What it knows.

  const std::string& name() const noexcept { return name_; }
  /// Its own; empty while it is not connected.
  const Address& address() const noexcept { return address_; }
  /// All that ever came.
  std::string_view heard() const noexcept { return heard_; }
  /// What came and no expectation has taken.
  std::string_view unexpected() const noexcept { return std::string_view(heard_).substr(taken_); }
  bool is_connected() const noexcept { return connected_; }
  bool was_refused() const noexcept { return refused_; }
  bool has_ended() const noexcept { return ended_; }  // FIN came
  bool was_reset() const noexcept { return reset_; }  // RST came, or the connection broke
  bool has_vanished() const noexcept { return vanished_; }
  bool has_finished() const noexcept { return finish_; }
  /// The network broke this connection (Network::cut).
  bool was_cut() const { return cut_ || network_.was_cut(fd_); }
  /// Always read everything at once.
  bool was_eager() const noexcept { return eager_; }
  std::size_t unsent() const noexcept { return outbox_.size(); }

  // For World.

  /// Does what it can at this moment.
  void act();
  /// When it does something next; none: when something comes.
  std::optional<TimePoint> next_event() const;

 private:
  bool is_over() const noexcept { return fd_ < 0; }
  void look_for_connection();
  void flush();
  void read();
  bool read_once();
  void lose(int error);
  void close();
  std::string state() const;
  void expect_that(const std::function<bool()>& goal, const std::function<bool()>& impossible,
                   const std::string& what, Duration limit);

  World& world_;
  Network& network_;
  std::string name_;
  int fd_;  // -1: the connection is over
  Address address_;
  std::string outbox_;
  std::string heard_;
  std::size_t taken_ = 0;                            // of heard_, by expect()
  std::size_t most_ = static_cast<std::size_t>(-1);  // bytes in one read; 0: does not read
  Duration every_{};                                 // zero: reads as soon as it can
  TimePoint next_read_{};
  int send_error_ = 0;  // the connection is broken, as send() says; what came can still be read
  bool connected_ = false;
  bool finish_ = false;  // FIN is to follow what is in the outbox, or has
  bool fin_sent_ = false;
  bool refused_ = false;
  bool ended_ = false;
  bool reset_ = false;
  bool vanished_ = false;
  bool cut_ = false;
  bool eager_ = true;
};

}  // namespace kit::sim
