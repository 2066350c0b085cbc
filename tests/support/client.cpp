#include "tests/support/client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

#include "loop/errors.hpp"
#include "loop/os/signals.hpp"
#include "tests/support/process.hpp"

namespace kit::test {
namespace {

Fd connected_socket(const Address& server, int receive_buffer) {
  ignore_sigpipe();
  Fd socket(::socket(server.family(), SOCK_STREAM, 0));
  if (!socket) throw_os_error(errno, "socket");
  set_close_on_exec(socket.get());
  // Before connecting: the size is agreed upon then.
  if (receive_buffer > 0)
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_storage storage{};
  const socklen_t length = server.to_sockaddr(storage);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&storage), length) != 0)
    throw_os_error(errno, "connect to " + server.str());
  return socket;
}

}  // namespace

Client::Client(const Address& server) : socket_(connected_socket(server, 0)) {}

Client::Client(std::uint16_t port, int receive_buffer)
    : socket_(connected_socket(Address::ip("127.0.0.1", port), receive_buffer)) {}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    await_fd(socket_.get(), POLLOUT, "the server to read");
    const std::size_t sent = send_some(bytes);
    if (sent == 0 && errno != EAGAIN) throw_os_error(errno, "send to the server");
    bytes.remove_prefix(sent);
  }
}

std::size_t Client::send_some(std::string_view bytes) {
  const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

void Client::finish() { ::shutdown(socket_.get(), SHUT_WR); }

void Client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
}

/// False at the server's FIN.
bool Client::read_more() {
  await_fd(socket_.get(), POLLIN, "the server; so far it said: " + text_.substr(0, 2000));
  std::array<char, 65536> room;
  const ssize_t count = ::recv(socket_.get(), room.data(), room.size(), 0);
  if (count < 0) throw_os_error(errno, "recv from the server");
  text_.append(room.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::string Client::read_some() {
  if (text_.empty()) read_more();
  return std::exchange(text_, {});
}

std::string Client::read(std::size_t count) {
  while (text_.size() < count && read_more()) continue;
  std::string found = text_.substr(0, count);
  text_.erase(0, found.size());
  return found;
}

std::string Client::line() {
  std::size_t end = text_.find('\n');
  while (end == text_.npos && read_more()) end = text_.find('\n');
  return read(end == text_.npos ? text_.size() : end + 1);
}

std::string Client::rest() {
  while (read_more()) continue;
  return std::exchange(text_, {});
}

std::string Client::peek() {
  pollfd query{.fd = socket_.get(), .events = POLLIN, .revents = 0};
  if (::poll(&query, 1, 0) == 1) read_more();
  return text_;
}

std::string Client::echo(std::string_view bytes) {
  send(bytes);
  return read(bytes.size());
}

std::uint16_t port_in(std::string_view line) {
  std::uint16_t port = 0;
  const std::size_t colon = line.rfind(':');
  if (colon != line.npos) std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
  return port;
}

Client connect_when_listening(const Address& address) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience);
  for (;;) {
    try {
      return Client(address);
    } catch (const OSError&) {  // the path is not there yet, or nobody is behind it
      if (std::chrono::steady_clock::now() > limit) throw;
      std::this_thread::yield();
    }
  }
}

}  // namespace kit::test
