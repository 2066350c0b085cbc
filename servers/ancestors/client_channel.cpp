#include "servers/ancestors/client_channel.hpp"

#include <cerrno>

#include "loop/errors.hpp"

namespace kit {

ClientChannel::ClientChannel(const std::vector<Address>& addresses, ChannelMap& map)
    : DispatcherWithSend(map), addresses_(addresses.begin(), addresses.end()) {
  connect_next();
}

/// Of the addresses that fail, the last one counts; of those before one that answers, none.
void ClientChannel::connect_next() {
  while (!addresses_.empty() && !is_open()) {
    const Address address = addresses_.front();
    addresses_.pop_front();
    try {
      create_socket(address.family());
      failure_ = nullptr;
      connect(address);
    } catch (const OSError&) {  // no IPv6 here, say
      fail(std::current_exception());
    }
  }
}

void ClientChannel::fail(const std::exception_ptr& error) {
  failure_ = error;
  close();
}

void ClientChannel::handle_error(const std::exception_ptr& error) {
  const bool was_connected = connected();
  fail(error);
  if (!was_connected) connect_next();
}

void ClientChannel::handle_close() {
  if (lost()) fail(make_os_error(ECONNRESET, "the connection to " + address().str() + " is lost"));
  DispatcherWithSend::handle_close();
}

void ClientChannel::check() const {
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace kit
