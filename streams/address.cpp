#include "streams/address.hpp"

#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

namespace kit {
namespace {

constexpr std::string_view unix_prefix = "unix:";

}  // namespace

std::vector<Address> parse_known(std::string_view host, std::uint16_t port) {
  if (host.empty()) return {Address::ip("0.0.0.0", port), Address::ip("::", port)};
  if (host.starts_with(unix_prefix)) return {Address::unix_path(host.substr(unix_prefix.size()))};
  if (host.find('/') != host.npos) return {Address::unix_path(host)};
  if (host == "localhost") return {Address::ip("127.0.0.1", port), Address::ip("::1", port)};
  if (Address::is_ip(host)) return {Address::ip(host, port)};
  return {};
}

std::vector<Address> parse_host(std::string_view host, std::uint16_t port) {
  std::vector<Address> known = parse_known(host, port);
  if (known.empty())
    throw HostError("'" + std::string(host) +
                    "' is a name: give a number such as 127.0.0.1, or look it up "
                    "with getaddrinfo()");
  return known;
}

std::vector<Address> resolve(std::string_view host, std::uint16_t port) {
  std::vector<Address> addresses = parse_known(host, port);
  if (!addresses.empty()) return addresses;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string name(host);
  const int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (error != 0) throw HostError("cannot find the host '" + name + "': " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    sockaddr_storage storage{};
    std::memcpy(&storage, each->ai_addr, std::min<std::size_t>(each->ai_addrlen, sizeof storage));
    const Address address = Address::from_sockaddr(storage, each->ai_addrlen);
    if (address.family() != 0) addresses.push_back(Address::ip(address.host(), port));
  }
  return addresses;
}

}  // namespace kit
