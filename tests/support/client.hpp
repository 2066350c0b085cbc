// Client: a plain blocking socket, so that nothing of the kit stands on this side of the wire.
//
// Whatever does not come throws after test::patience. A reset throws, too, at once: a server that
// resets a client which did nothing wrong fails its test.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "loop/os/address.hpp"
#include "loop/os/fd.hpp"

namespace kit::test {

class Client {
 public:
  explicit Client(const Address& server);
  /// To 127.0.0.1. `receive_buffer`, in bytes: small for those who are not going to read.
  explicit Client(std::uint16_t port, int receive_buffer = 0);

  /// All of it. Waits while the server does not read.
  void send(std::string_view bytes);
  /// What the system takes at once: 0 when the server does not keep up, or has closed.
  std::size_t send_some(std::string_view bytes);
  /// FIN: there will be no more, but the answers are still wanted.
  void finish();
  /// RST instead of FIN.
  void reset();
  /// FIN, and nobody will read.
  void leave() { socket_.close(); }

  /// What has come, at least a byte; none at the server's FIN.
  std::string read_some();
  /// Exactly so many bytes; fewer only if the server finishes before.
  std::string read(std::size_t count);
  /// Through the next line feed.
  std::string line();
  /// All until the server's FIN.
  std::string rest();
  /// What is here already, if anything. Never waits.
  std::string peek();
  /// Sends `bytes` and reads as many.
  std::string echo(std::string_view bytes);

 private:
  bool read_more();

  Fd socket_;
  std::string text_;  // read, not asked for yet
};

/// The port in "listening on HOST:PORT"; 0 if there is none.
std::uint16_t port_in(std::string_view line);

/// Connects as soon as somebody listens there: for a server whose first line cannot be read.
Client connect_when_listening(const Address& address);

}  // namespace kit::test
