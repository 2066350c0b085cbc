// What can go wrong with a Redis server, by what the caller can do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace kit::redis {

/// The server refused. what() is its own text: "WRONGTYPE Operation against a key ...".
class ReplyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  /// "WRONGTYPE", "NOAUTH", "ERR".
  std::string code() const {
    const std::string_view text = what();
    return std::string(text.substr(0, text.find(' ')));
  }
};

/// There is no connection. Nothing was sent: the command can be given again.
class NotConnectedError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The connection went after the command was given and before its reply came. It may have been
/// done, and it may not: only the caller knows whether it can be given again.
class ReplyLostError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What came is no reply of the Redis protocol: somebody else answers there.
class ProtocolError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace kit::redis
