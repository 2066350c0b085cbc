// Dispatcher: a socket that calls you back. After Python's asyncore.
//
//   class Echo : public DispatcherWithSend {
//    public:
//     using DispatcherWithSend::DispatcherWithSend;
//     void handle_read() override { send(recv(8192)); }
//   };
//
// You write a class for each kind of connection and override what interests you; poll_loop asks
// every channel what it waits for, asks the system, and calls. No coroutines, no tasks: this is how
// servers were written before, and what coroutines spare you can be seen here.
//
// Promises: an exception in a handler closes that channel and no other; what is left to say is
// said before a channel closes (asyncore drops it); a listener outlives a failed accept and a lack
// of descriptors. Does not belong here: a buffer (dispatcher_with_send), messages (async_chat).
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "loop/ancestors/channel_map.hpp"
#include "loop/errors.hpp"
#include "loop/os/address.hpp"
#include "loop/os/clock.hpp"
#include "loop/os/socket.hpp"

namespace kit {

/// Thrown by a handler: leaves poll_loop, which closes nothing.
class ExitNow : public BaseException {
 public:
  ExitNow() : BaseException("exit now") {}
};

/// What accept() gives.
struct Incoming {
  Socket socket;
  Address address;
};

/// Owns its socket and stands in its map while that is open. A channel must not be destroyed by its
/// own handler: close it there.
class Dispatcher {
 public:
  /// Without a socket yet: see create_socket. `map` must outlive the channel.
  explicit Dispatcher(ChannelMap& map = socket_map());
  /// Takes over a socket of the map's Net, connected or not.
  explicit Dispatcher(Socket socket, ChannelMap& map = socket_map());
  virtual ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // What it is.

  bool connected() const noexcept { return connected_; }
  bool accepting() const noexcept { return accepting_; }
  bool connecting() const noexcept { return connecting_; }
  bool is_open() const noexcept { return static_cast<bool>(socket_); }
  int fileno() const noexcept { return socket_.get(); }  // -1: none
  /// The peer; for a listener, itself.
  const Address& address() const noexcept { return address_; }
  ChannelMap& map() const noexcept { return map_; }
  /// "<Echo connected 127.0.0.1:40123>"
  std::string repr() const;

  // What it can do. All of these throw OSError when the system refuses, with the address.

  /// AF_INET, AF_INET6 or AF_UNIX. Throws std::logic_error if there is a socket already.
  void create_socket(int family = AF_INET);
  /// SO_REUSEADDR, for a server that starts again.
  void set_reuse_addr();
  void bind(const Address& address);
  void listen(int backlog = 5);
  /// None when there is nobody (any more). Out of descriptors: reports it once, and lets the
  /// listener rest for a second.
  std::optional<Incoming> accept();
  /// handle_connect follows, in a later pass, when the connection stands.
  void connect(const Address& address);

  /// Sends what the system takes at once, and says how much that was; 0 when it takes nothing. A
  /// connection that is lost is closed by handle_close.
  virtual std::size_t send(std::string_view bytes);

  /// At most `size` bytes; good until the next recv of any channel in this map. At the end of the
  /// stream, and when the connection is lost, calls handle_close and returns nothing. Throws
  /// BlockingIOError when nothing has come: let it pass, you will be called again.
  std::string_view recv(std::size_t size);

  /// Closes now, and leaves the map. A second call does nothing.
  void close() noexcept;

  /// Says FIN, drops what still comes, and closes after the peer's FIN or two seconds. To close
  /// with unread bytes would be a reset, which may destroy the end of what was sent before. A
  /// second call does nothing.
  void close_gently();

  /// Closes when all is said: here, where nothing waits to be sent, gently and now.
  virtual void close_when_done() { close_gently(); }

  // What it waits for: asked before every pass.

  virtual bool readable() { return true; }
  virtual bool writable() { return true; }

  // What you override. None of them but handle_error is called after close().

  virtual void handle_read();   // there is something to receive: reads it and drops it
  virtual void handle_write();  // there is room to send
  virtual void handle_expt();   // out-of-band data: reads the byte and drops it
  virtual void handle_connect() {}
  virtual void handle_close() { close(); }  // the peer has finished, or is lost
  /// By default: a line "error: uncaught exception, closing channel ...", and handle_close. A
  /// listener goes on: it is not to blame for what one client did.
  virtual void handle_error(const std::exception_ptr& error);
  /// A listener has somebody: calls accept and handle_accepted, for as many as there are.
  virtual void handle_accept();
  /// By default closes the connection again.
  virtual void handle_accepted(Socket socket, const Address& address);

  virtual void log(std::string_view text);  // stderr: "log: TEXT"
  /// stdout: "TYPE: TEXT"; nothing for the type "warning".
  virtual void log_info(std::string_view text, std::string_view type = "info");

 protected:
  /// Takes over what only looks like a socket, and counts as connected.
  void set_file(Socket socket);
  /// Says FIN; reading goes on.
  void shutdown_write();
  /// Events that are not waited for now, whatever readable() and writable() say.
  virtual Events busy() const { return 0; }
  /// True after the peer's FIN: there is nothing more to receive.
  bool eof() const noexcept { return eof_; }
  /// True when the connection is lost: there is nobody to send to.
  bool lost() const noexcept { return lost_; }

 private:
  friend class ChannelMap;

  Net& net() const noexcept { return socket_ ? socket_.net() : map_.net(); }
  void attach(Socket socket);
  Events interest();
  void handle_read_event();
  void handle_write_event();
  void handle_expt_event();
  void handle_connect_event();
  void drop_input();
  bool is_disconnect(int error) noexcept;
  void pause_accepting(int error);

  ChannelMap& map_;
  Socket socket_;
  Address address_;
  bool connected_ = false;
  bool connecting_ = false;
  bool accepting_ = false;
  bool eof_ = false;
  bool lost_ = false;
  bool exhausted_ = false;                 // reported already
  std::optional<TimePoint> accept_at_;     // a listener that rests until then
  std::optional<TimePoint> close_before_;  // says goodbye, until then
};

/// Serves the channels of `map` until there are none, or for `count` passes. A pass waits for
/// `timeout` at most, also when no channel waits for anything. Watches them with poll(2) if
/// `use_poll`, else with select(2), unless the map has a selector of its own. Throws what is thrown
/// through it (ExitNow, Interrupted, SystemExit); it may then be called again.
void poll_loop(ChannelMap& map = socket_map(), Duration timeout = std::chrono::seconds(30),
               bool use_poll = false, std::optional<int> count = {});

/// Closes all channels of `map`: now, or when each of them has sent what it has to send.
void close_all(ChannelMap& map = socket_map());
void close_all_when_done(ChannelMap& map = socket_map());

}  // namespace kit
