#include "loop/os/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace kit {
namespace {

constexpr std::size_t max_unix_path = sizeof(sockaddr_un::sun_path) - 1;

}  // namespace

Address Address::ip(std::string_view text, std::uint16_t port) {
  Address address;
  address.port_ = port;
  const std::size_t percent = text.find('%');
  const std::string number(text.substr(0, percent));
  if (inet_pton(AF_INET, number.c_str(), address.ip_.data()) == 1 && percent == text.npos) {
    address.family_ = AF_INET;
    return address;
  }
  bool scope_ok = true;
  if (percent != text.npos) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + percent + 1, end, address.scope_);
    scope_ok = parsed.ec == std::errc() && parsed.ptr == end;
  }
  if (!scope_ok || inet_pton(AF_INET6, number.c_str(), address.ip_.data()) != 1)
    throw std::invalid_argument("'" + std::string(text) +
                                "' is not an IP address such as 127.0.0.1 or ::1");
  address.family_ = AF_INET6;
  return address;
}

Address Address::unix_path(std::string_view path) {
  if (path.empty()) throw std::invalid_argument("the path of a Unix socket is empty");
  if (path.size() > max_unix_path)
    throw std::invalid_argument("the path of a Unix socket has " + std::to_string(path.size()) +
                                " bytes, at most " + std::to_string(max_unix_path) +
                                " fit: " + std::string(path));
  Address address;
  address.family_ = AF_UNIX;
  address.path_ = std::make_shared<const std::string>(path);
  return address;
}

bool Address::is_ip(std::string_view text) {
  try {
    (void)ip(text, 0);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

// sockaddr_storage is read and written by memcpy: a cast to sockaddr_in would break the rules about
// which object lives where, and compilers do use those rules.
Address Address::from_sockaddr(const sockaddr_storage& storage, socklen_t length) {
  Address address;
  if (storage.ss_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, &storage, sizeof in);
    address.port_ = ntohs(in.sin_port);
    std::memcpy(address.ip_.data(), &in.sin_addr, 4);
  } else if (storage.ss_family == AF_INET6) {
    sockaddr_in6 in6;
    std::memcpy(&in6, &storage, sizeof in6);
    address.port_ = ntohs(in6.sin6_port);
    address.scope_ = in6.sin6_scope_id;
    std::memcpy(address.ip_.data(), &in6.sin6_addr, 16);
  } else if (storage.ss_family == AF_UNIX) {
    sockaddr_un un;
    std::memcpy(&un, &storage, sizeof un);
    const std::size_t start = offsetof(sockaddr_un, sun_path);
    const std::size_t room = length > start ? length - start : 0;
    address.path_ = std::make_shared<const std::string>(un.sun_path, strnlen(un.sun_path, room));
  } else {
    return address;
  }
  address.family_ = static_cast<std::uint16_t>(storage.ss_family);
  return address;
}

socklen_t Address::to_sockaddr(sockaddr_storage& storage) const {
  std::memset(&storage, 0, sizeof storage);
  if (family_ == AF_INET) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port_);
    std::memcpy(&in.sin_addr, ip_.data(), 4);
    std::memcpy(&storage, &in, sizeof in);
    return sizeof in;
  }
  if (family_ == AF_INET6) {
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port_);
    in6.sin6_scope_id = scope_;
    std::memcpy(&in6.sin6_addr, ip_.data(), 16);
    std::memcpy(&storage, &in6, sizeof in6);
    return sizeof in6;
  }
  if (family_ != AF_UNIX) throw std::invalid_argument("this address is empty");
  sockaddr_un un{};
  un.sun_family = AF_UNIX;
  std::memcpy(un.sun_path, path_->data(), std::min(path_->size(), max_unix_path));
  std::memcpy(&storage, &un, sizeof un);
  return sizeof un;
}

std::string Address::host() const {
  if (family_ == AF_UNIX) return path();
  char text[INET6_ADDRSTRLEN] = {};
  if (family_ == 0 || !inet_ntop(family_, ip_.data(), text, sizeof text)) return {};
  return scope_ == 0 ? text : std::string(text) + "%" + std::to_string(scope_);
}

std::string Address::str() const {
  switch (family_) {
    case AF_INET:
      return host() + ":" + std::to_string(port_);
    case AF_INET6:
      return "[" + host() + "]:" + std::to_string(port_);
    case AF_UNIX:
      return "unix:" + path();
    default:
      return "(none)";
  }
}

}  // namespace kit
