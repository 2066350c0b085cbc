// Where a Redis server is, as people write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kit::redis {

struct RedisUrl {
  std::string host;
  std::uint16_t port = 6379;
  std::string user;      // empty: the server's default
  std::string password;  // empty: none
  int database = 0;

  /// "redis://127.0.0.1:6379", "redis://[::1]:6379/2": without user and password.
  std::string str() const;
};

/// redis://[user:password@]HOST[:PORT][/DATABASE], where HOST is a name, a number, or [a number
/// with colons]. User and password may be empty, and have %XX for what would end them. Throws
/// std::invalid_argument that says what is wrong and never shows the password.
RedisUrl parse_redis_url(std::string_view text);

}  // namespace kit::redis
