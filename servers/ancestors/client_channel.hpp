// ClientChannel: the client's end of a connection, and how it went.
#pragma once

#include <deque>
#include <exception>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"

namespace kit {

/// Connects to the first of the addresses that answers. When all is over, it is closed; ask then
/// how it went.
class ClientChannel : public DispatcherWithSend {
 public:
  ClientChannel(const std::vector<Address>& addresses, ChannelMap& map);

  /// Throws what went wrong, if anything did.
  void check() const;

  void handle_error(const std::exception_ptr& error) override;
  void handle_close() override;

 protected:
  void fail(const std::exception_ptr& error);

 private:
  void connect_next();

  std::deque<Address> addresses_;  // not tried yet
  std::exception_ptr failure_;
};

}  // namespace kit
