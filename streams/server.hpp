// start_server: a handler for every client.
//
//   Task<void> handler(StreamReader reader, StreamWriter writer);
//   Server server = start_server(handler, Address::ip("127.0.0.1", 8080));
//   co_await server.serve_forever();
//
// Promises: each connection gets a task of its own. When its handler returns, throws or is
// cancelled, the connection is closed: what it wrote still goes out. A handler that throws is
// reported with its peer and hurts nobody else. Out of descriptors, the server says so once, waits
// a second, and goes on; clients that are connected notice nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "loop/os/address.hpp"
#include "loop/ref.hpp"
#include "loop/tasks/task.hpp"
#include "streams/reader.hpp"
#include "streams/writer.hpp"

namespace kit {

class ServerState;

/// A task that is done at once.
Task<void> nothing();

struct ServerOptions {
  ServerOptions() {}
  int backlog = 100;          // connections the system queues, and accepted in one go at most
  bool reuse_address = true;  // SO_REUSEADDR
  bool reuse_port = false;    // SO_REUSEPORT: several loops share one port
  bool start_serving = true;  // false: refuse until Server::start_serving()
  std::int64_t limit = StreamReader::default_limit;  // of each reader, in bytes
};

/// Runs in a task of its own for each connection.
using ConnectionHandler = std::function<Task<void>(StreamReader, StreamWriter)>;

/// A reference to a server that was started. Move-only; destroyed without close(), it logs a
/// warning and closes.
class Server {
 public:
  explicit Server(Ref<ServerState> state) noexcept;
  Server(Server&&) noexcept;
  Server& operator=(Server&& other) noexcept;
  ~Server();

  /// Where it listens, with the ports that the system chose; empty after close().
  std::vector<Address> addresses() const;
  bool is_serving() const noexcept;
  /// Throws OSError when listening fails.
  void start_serving();

  /// Until close(); cancelling it closes the server. Throws std::runtime_error when the server is
  /// closed or somebody else is in it.
  Task<void> serve_forever();

  /// Accepts no more. Connections go on. A second call does nothing. In debug mode, throws
  /// std::runtime_error in a foreign thread.
  void close();
  /// Handlers read end of file next, and may finish what they are at.
  void end_input();
  /// How long a closed connection waits for the client's FIN, for those there are now.
  void set_linger(Duration limit);
  /// Closes every connection: sends what is buffered, then FIN.
  void close_clients();
  /// Resets every connection and cancels its handler.
  void abort_clients();
  /// Until close() was called and no connection is left.
  Task<void> wait_closed();
  /// Connections whose handler runs or whose descriptor is open.
  std::size_t connection_count() const noexcept;

 private:
  Ref<ServerState> state_;
};

/// Listens on each address. Throws OSError naming the address that it could not have, and
/// std::invalid_argument for options that make no sense.
Server start_server(EventLoop& loop, ConnectionHandler handler, std::vector<Address> addresses,
                    ServerOptions options = ServerOptions());

/// On all addresses of `host`, a number, a name or a path (streams/address.hpp). Throws HostError
/// when there is no such host, and what start_server throws.
Task<Server> start_server(ConnectionHandler handler, std::string host, std::uint16_t port,
                          ServerOptions options = ServerOptions());

/// In the loop that runs in this thread.
Server start_server(ConnectionHandler handler, Address address,
                    ServerOptions options = ServerOptions());

/// With a plain function, called as soon as the connection is there. It hands reader and writer to
/// whomever it likes; who holds the writer closes it.
template <class Function>
requires std::is_void_v<std::invoke_result_t<Function&, StreamReader, StreamWriter>> Server
start_server(Function function, Address address, ServerOptions options = ServerOptions()) {
  ConnectionHandler handler = [function](StreamReader reader, StreamWriter writer) mutable {
    writer.transport().set_served(false);
    function(std::move(reader), std::move(writer));
    return nothing();
  };
  return start_server(std::move(handler), std::move(address), options);
}

}  // namespace kit
