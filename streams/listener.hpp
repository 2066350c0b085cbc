// Listener: a socket that accepts.
//
// One readiness accepts all who wait, up to the backlog. Out of descriptors or memory, it reports
// once, stops listening for a second (the clients wait in the system's queue), and tries again:
// neither a busy loop nor the end of the server.
#pragma once

#include <functional>
#include <string>

#include "loop/event_loop.hpp"
#include "loop/handle.hpp"
#include "loop/os/address.hpp"
#include "loop/ref.hpp"
#include "loop/timers.hpp"

namespace kit {

struct ServerOptions;

/// Shared, because whoever is called with a connection may close the server that accepts. The loop
/// closes it if nobody else does, and warns.
class Listener final : public Counted, public Handle, public Owned {
 public:
  using Accept = std::function<void(int fd, const Address& peer)>;

  /// How long to wait when the system is out of descriptors.
  static constexpr Duration retry_delay = std::chrono::seconds(1);

  /// Binds. Throws OSError naming the address. A Unix socket that is there
  /// already, most likely left behind by a dead server, is replaced.
  Listener(EventLoop& loop, const Address& address, const ServerOptions& options, Accept accept);

  /// Throws OSError.
  void listen();
  /// Removes the path of a Unix socket, unless another server has taken it over. A second call does
  /// nothing.
  void close() noexcept;
  bool is_closed() const noexcept { return fd_ < 0; }
  const Address& address() const noexcept { return address_; }

  void run() override;
  std::string describe() const override { return "server on " + address_.str(); }
  void destroy() noexcept override;

 private:
  ~Listener() override;
  bool accept_one();
  void out_of_resources(int error);
  void bind(const Address& address, const ServerOptions& options);

  EventLoop& loop_;
  int fd_;  // -1 once closed
  int backlog_;
  Address address_;          // with the port that the system chose
  unsigned long inode_ = 0;  // of a Unix socket's path
  Accept accept_;
  Timer retry_{*this};
  bool exhausted_ = false;  // reported, and no connection accepted since
};

}  // namespace kit
