#include "loop/ancestors/dispatcher.hpp"

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <typeinfo>
#include <utility>

#include "loop/observe/class_name.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/fd.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;

// A descriptor may be free again soon; to ask at once, again and again, would only burn the core.
constexpr Duration accept_pause = 1s;

// For one event. With one each, as in asyncore, the backlog runs over when many come at once, and
// some of them have to wait for a second; without an end, they would keep the others waiting.
constexpr int most_accepts = 100;

// How long a peer may keep its socket open after our FIN.
constexpr Duration goodbye_limit = 2s;

// One read of what nobody wants any more.
constexpr std::size_t drop_size = 65536;

}  // namespace

// ---- Birth and death ----------------------------------------------------------------------------

Dispatcher::Dispatcher(ChannelMap& map) : map_(map) {}

Dispatcher::Dispatcher(Socket socket, ChannelMap& map) : map_(map) {
  if (!socket) return;
  address_ = socket.net().peername(socket.get());
  const bool connected = address_.family() != 0;
  attach(std::move(socket));
  connected_ = connected;
}

Dispatcher::~Dispatcher() { close(); }

void Dispatcher::attach(Socket socket) {
  if (socket_) throw std::logic_error(repr() + " has a socket already");
  if (!socket.net().is_nonblocking(socket.get())) set_nonblocking(socket.get());
  map_.add(socket.get(), *this);
  socket_ = std::move(socket);
  eof_ = lost_ = exhausted_ = false;
}

void Dispatcher::set_file(Socket socket) {
  attach(std::move(socket));
  connected_ = true;
}

void Dispatcher::close() noexcept {
  if (!socket_) return;
  // Out of the map first: the number may belong to a new socket as soon as it is closed.
  map_.remove(socket_.get());
  socket_.close();
  connected_ = connecting_ = accepting_ = false;
  accept_at_.reset();
  close_before_.reset();
}

void Dispatcher::close_gently() {
  if (close_before_) return;
  if (!connected_ || eof_ || lost_) return close();
  if (!net().shutdown_write(socket_.get()).is_ok()) return close();
  close_before_ = map_.clock().now() + goodbye_limit;
}

void Dispatcher::shutdown_write() {
  const IoResult done = net().shutdown_write(fileno());
  if (!done.is_ok() && !is_disconnect(done.error()))
    throw_os_error(done.error(), on_descriptor("shutdown", fileno()));
}

std::string Dispatcher::repr() const {
  std::string text = "<" + class_name(typeid(*this));
  if (accepting_) text += " listening";
  if (connecting_) text += " connecting";
  if (connected_) text += " connected";
  if (address_.family() != 0) text += " " + address_.str();
  if (is_open()) text += " at descriptor " + std::to_string(fileno());
  return text + ">";
}

// ---- What it can do -----------------------------------------------------------------------------

void Dispatcher::create_socket(int family) {
  if (socket_) throw std::logic_error(repr() + " has a socket already");
  attach(make_socket(map_.net(), family));
}

void Dispatcher::set_reuse_addr() {
  const IoResult set = net().set_option(fileno(), SocketOption::reuse_address, true);
  if (!set.is_ok()) throw_os_error(set.error(), on_descriptor("SO_REUSEADDR", fileno()));
}

void Dispatcher::bind(const Address& address) {
  const IoResult bound = net().bind(fileno(), address);
  if (!bound.is_ok()) throw_os_error(bound.error(), "cannot listen on " + address.str());
  address_ = net().sockname(fileno());
}

void Dispatcher::listen(int backlog) {
  const IoResult listening = net().listen(fileno(), backlog);
  if (!listening.is_ok()) throw_os_error(listening.error(), "cannot listen on " + address_.str());
  accepting_ = true;
}

std::optional<Incoming> Dispatcher::accept() {
  Address peer;
  const IoResult accepted = net().accept(fileno(), peer);
  if (accepted.is_ok()) {
    exhausted_ = false;
    return Incoming{Socket(net(), accepted.fd()), std::move(peer)};
  }
  // ECONNABORTED: somebody came and went.
  if (accepted.would_block() || accepted.error() == ECONNABORTED) return std::nullopt;
  if (!is_exhaustion(accepted.error()))
    throw_os_error(accepted.error(), "accept on " + address_.str());
  pause_accepting(accepted.error());
  return std::nullopt;
}

void Dispatcher::pause_accepting(int error) {
  accept_at_ = map_.clock().now() + accept_pause;
  if (std::exchange(exhausted_, true)) return;
  log_info("accept is out of system resources, trying again every second: " +
               describe(make_os_error(error, "accept on " + address_.str())),
           "error");
}

void Dispatcher::connect(const Address& address) {
  const IoResult result = net().connect(fileno(), address);
  // A Unix socket whose listener is busy says EAGAIN: nothing is under way then. And it is an
  // error, not a BlockingIOError, which the loop would take for "nothing has come yet".
  if (result.error() == EAGAIN) throw OSError(EAGAIN, "connect to " + address.str());
  if (!result.is_ok() && result.error() != EINPROGRESS && result.error() != EISCONN)
    throw_os_error(result.error(), "connect to " + address.str());
  address_ = address;
  connected_ = false;
  connecting_ = true;  // also if it stands already: then the next pass says so
}

std::size_t Dispatcher::send(std::string_view bytes) {
  if (!socket_ || lost_) return 0;  // lost: a last word in handle_close would call that again
  const IoResult sent = net().send(fileno(), bytes);
  if (sent.is_ok()) return sent.bytes();
  if (sent.would_block()) return 0;
  if (!is_disconnect(sent.error())) throw_os_error(sent.error(), on_descriptor("send", fileno()));
  handle_close();
  return 0;
}

std::string_view Dispatcher::recv(std::size_t size) {
  if (!socket_ || size == 0 || eof_ || lost_) return {};  // handle_close has had its say
  const std::span<std::byte> room = map_.scratch(size);
  const IoResult got = net().recv(fileno(), room);
  // lesson 5.3: Bytes: return them. Nothing yet: throw_os_error(EAGAIN, ...). Else: handle_close().
  if (got.is_ok() && got.bytes() > 0)
    return {reinterpret_cast<const char*>(room.data()), got.bytes()};
  if (got.would_block()) throw_os_error(EAGAIN, on_descriptor("recv", fileno()));
  if (got.is_ok())
    eof_ = true;
  else if (!is_disconnect(got.error()))
    throw_os_error(got.error(), on_descriptor("recv", fileno()));
  handle_close();
  return {};
  // end lesson 5.3
}

bool Dispatcher::is_disconnect(int error) noexcept {
  switch (error) {
    case ECONNRESET:
    case ENOTCONN:
    case ESHUTDOWN:
    case ECONNABORTED:
    case EPIPE:
    case EBADF:
      return lost_ = true;
    default:
      return false;
  }
}

// ---- What happens to it -------------------------------------------------------------------------

/// Bits for the selector: what readable() and writable() say, and what they need not know.
Events Dispatcher::interest() {
  if (close_before_) {
    map_.wake_at(*close_before_);
    if (map_.clock().now() < *close_before_) return event_read;
    close();
    return 0;
  }
  if (accept_at_) {
    map_.wake_at(*accept_at_);
    if (map_.clock().now() < *accept_at_) return 0;
    accept_at_.reset();
  }
  if (lost_) return 0;  // handle_close was told and has not closed: nothing more will come
  Events events = 0;
  // lesson 5.1: Ask readable() and writable(), and put the bits they stand for into `events`.
  if (readable() && !eof_) events |= event_read | event_priority;
  // A listener never writes; who is connecting learns by "writable" that it has succeeded.
  if ((writable() || connecting_) && !accepting_) events |= event_write;
  // end lesson 5.1
  return events & ~busy();
}

void Dispatcher::handle_connect_event() {
  // lesson 5.4: The attempt is over. Throw what went wrong; or be connected, and call the handler.
  connecting_ = false;
  if (const int error = net().socket_error(fileno()))
    throw_os_error(error, "connect to " + address_.str());
  connected_ = true;
  handle_connect();
  // end lesson 5.4
}

void Dispatcher::handle_read_event() {
  if (close_before_) return drop_input();
  if (accepting_) return handle_accept();
  handle_read();
}

void Dispatcher::handle_write_event() {
  if (!accepting_ && !close_before_) handle_write();
}

void Dispatcher::handle_expt_event() {
  if (close_before_) return;
  if (const int error = net().socket_error(fileno())) {
    (void)is_disconnect(error);
    handle_close();
  } else {
    handle_expt();
  }
}

void Dispatcher::drop_input() {
  const IoResult got = net().recv(fileno(), map_.scratch(drop_size));
  if ((got.is_ok() && got.bytes() == 0) || (!got.is_ok() && !got.would_block())) close();
}

// ---- What you override --------------------------------------------------------------------------

void Dispatcher::handle_read() {
  // Read, or it would be reported on every pass; and only who reads learns that the peer has gone.
  (void)recv(drop_size);
  log_info("unhandled read event", "warning");
}

void Dispatcher::handle_write() { log_info("unhandled write event", "warning"); }

void Dispatcher::handle_expt() {
  // Read, or the system would report it on every pass: one such byte would burn a core.
  std::byte byte{};
  (void)net().recv_urgent(fileno(), byte);
  log_info("unhandled incoming priority event", "warning");
}

void Dispatcher::handle_accept() {
  for (int i = 0; i < most_accepts && accepting_; ++i) {
    std::optional<Incoming> incoming = accept();
    if (!incoming) break;
    handle_accepted(std::move(incoming->socket), incoming->address);
  }
}

void Dispatcher::handle_accepted(Socket, const Address&) {
  log_info("unhandled accepted event", "warning");
}

void Dispatcher::handle_error(const std::exception_ptr& error) {
  const bool goes_on = accepting_;
  log_info((goes_on ? "uncaught exception in " : "uncaught exception, closing channel ") + repr() +
               ": " + describe(error),
           "error");
  if (!goes_on && is_open()) handle_close();
}

void Dispatcher::log(std::string_view text) { print_error_line(std::string("log: ").append(text)); }

void Dispatcher::log_info(std::string_view text, std::string_view type) {
  if (type != "warning") print_line(std::string(type).append(": ").append(text));
}

}  // namespace kit
