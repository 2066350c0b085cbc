// Address: where a socket lives. IPv4, IPv6 or a Unix path, as a value.
//
// Numbers only. Names are looked up in streams/address, because a look-up may wait.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kit {

class Address {
 public:
  /// No address: family 0, text "(none)".
  Address() = default;

  /// "127.0.0.1" or "::1" (also "fe80::1%2"). Throws std::invalid_argument if `ip` is no number.
  static Address ip(std::string_view ip, std::uint16_t port);

  /// A Unix socket. Throws std::invalid_argument when the path does not fit (104 bytes on macOS,
  /// 108 on Linux, with the zero).
  static Address unix_path(std::string_view path);

  /// True when `text` is a number that ip() takes.
  static bool is_ip(std::string_view text);

  static Address from_sockaddr(const sockaddr_storage& storage, socklen_t length);
  socklen_t to_sockaddr(sockaddr_storage& storage) const;

  int family() const noexcept { return family_; }  // AF_INET, AF_INET6, AF_UNIX, 0 for none
  std::uint16_t port() const noexcept { return port_; }
  bool is_unix() const noexcept { return family_ == AF_UNIX; }
  std::string path() const { return path_ ? *path_ : std::string(); }

  /// "127.0.0.1", "::1" or the path.
  std::string host() const;

  /// "127.0.0.1:8080", "[::1]:8080", "unix:/run/echo", "(none)".
  std::string str() const;

  friend bool operator==(const Address& a, const Address& b) { return a.str() == b.str(); }

 private:
  std::uint16_t family_ = 0;
  std::uint16_t port_ = 0;             // host byte order
  std::uint32_t scope_ = 0;            // IPv6 link-local: the interface
  std::array<std::uint8_t, 16> ip_{};  // network byte order; IPv4 uses the first four
  // Shared and behind a pointer: every connection holds an Address, few are Unix sockets.
  std::shared_ptr<const std::string> path_;
};

}  // namespace kit
