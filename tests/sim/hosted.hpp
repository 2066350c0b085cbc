// A server in a simulated world, stopped as the real programs stop theirs.
#pragma once

#include <utility>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/task.hpp"
#include "servers/common/graceful.hpp"
#include "streams/server.hpp"

namespace kit::sim {

class Hosted {
 public:
  Hosted(World& world, const ConnectionHandler& handler, const ServerOptions& options = {})
      : loop_(world.loop()),
        server_(start_server(world.loop(), handler, {Address::ip("127.0.0.1", 0)}, options)),
        address_(server_.addresses().front()) {
    world.start(serve_until_closed(server_));
  }

  const Address& address() const noexcept { return address_; }
  const Server& server() const noexcept { return server_; }
  /// As a signal does. After 5 s plus the linger time nobody is left.
  void stop() {
    loop_.call_soon([this] { server_.close(); });
  }

 private:
  EventLoop& loop_;
  Server server_;
  Address address_;
};

}  // namespace kit::sim
