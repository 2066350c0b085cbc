// Three of our servers behind one proxy, nutcracker, configured as the README says.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tests/redis/servers.hpp"

namespace kit::test {

class Shards {
 public:
  Shards();

  /// A client of the proxy.
  RespClient connect() const { return RespClient(port_); }
  std::uint16_t port() const noexcept { return port_; }

  /// The servers themselves, 0 to 2.
  RespServer& server(std::size_t i) { return *servers_[i]; }
  std::size_t size() const noexcept { return servers_.size(); }
  /// A client of a server that knows nothing of the proxy.
  RespClient connect_to(std::size_t i) const { return RespClient(ports_[i]); }
  /// Which of them has the key. Throws std::runtime_error if it is not exactly one of those alive.
  std::size_t place_of(const std::string& key) const;

  void kill(std::size_t i);
  /// At the same port as before, with the keys that its file has kept.
  void start_again(std::size_t i);

 private:
  std::vector<std::string> options_of(std::size_t i) const;
  bool start_proxy();

  Folder folder_;
  std::vector<std::unique_ptr<RespServer>> servers_;  // null: killed
  std::vector<std::uint16_t> ports_;
  std::unique_ptr<Process> proxy_;
  std::uint16_t port_ = 0;
};

/// The first block of the README that is marked as `language`. Throws std::runtime_error.
std::string readme_block(const std::string& language);

}  // namespace kit::test
