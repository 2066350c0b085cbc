// Requests of the Redis protocol (RESP), out of bytes as they come from a client.
//
// A program sends an array of strings and says each length first:  *2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n
// A person types a line of words:                                  ECHO hi\n
//
// There is no socket here and no loop: bytes go in, commands come out. So each of its promises can
// be tested by cutting a request anywhere:
// - what has been looked at is not looked at again: half a gigabyte in small pieces takes as long
//   as in one;
// - it keeps no pointer between two calls, only offsets: the bytes may move meanwhile;
// - it allocates nothing for a command, once it has seen one with as many arguments, and never
//   anything for what a client has only announced.
//
// Limits and error texts are those of Redis 7.0.15 (networking.c). As there, two bytes end an
// argument and the second byte ends a header, whatever they are. One thing differs: Redis waits
// for ever behind a line with a zero byte in it; here that is a byte like others.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kit::resp {

struct RequestLimits {
  /// The longest argument, in bytes (proto-max-bulk-len).
  std::size_t bulk = 512 * 1024 * 1024;
  /// False before AUTH: a stranger gets 10 arguments of 16384 bytes, enough for a password.
  bool authenticated = true;

  friend bool operator==(const RequestLimits&, const RequestLimits&) = default;
};

enum class RequestStatus {
  command,     // arguments: at least one
  incomplete,  // the rest has not come yet
  error,       // error: tell the client and close, for where the next request begins is unknown
};

struct Request {
  RequestStatus status;
  /// Whatever the status, drop so many bytes in front before the next call.
  std::size_t taken;
  /// Good until the next call, and while the bytes that were given stay where they are.
  std::span<const std::string_view> arguments;
  /// "Protocol error: invalid bulk length"; good until the next call.
  std::string_view error;
};

/// One for each client.
class RequestParser {
 public:
  /// The next request in `bytes`: all that has come and was not taken. After `incomplete` call
  /// again with the same bytes and more behind them; after `error` not at all. Requests without
  /// arguments ("*0\r\n", empty lines) are taken and not mentioned.
  Request parse(std::string_view bytes, const RequestLimits& limits = {});

  /// The bytes of requests that were given out will come again: begins anew.
  void forget() noexcept;

 private:
  struct Range {
    std::size_t begin;  // from the first byte of the request
    std::size_t size;
  };

  // Each returns `command` when its part is complete.
  RequestStatus parse_line(std::string_view bytes);
  RequestStatus parse_array(std::string_view bytes, const RequestLimits& limits);
  bool parse_usual(std::string_view bytes, const RequestLimits& limits);
  RequestStatus parse_count(std::string_view bytes, const RequestLimits& limits);
  RequestStatus parse_argument(std::string_view bytes, const RequestLimits& limits);
  RequestStatus parse_length(std::string_view bytes, const RequestLimits& limits);
  void put_away(std::string_view bytes);
  RequestStatus find_header_end(std::string_view bytes, std::string_view too_long);
  RequestStatus find_end(std::string_view bytes, char end, std::string_view too_long);
  RequestStatus fail(std::string_view reason);
  void start_again();

  // All offsets count from the first byte of the request.
  std::size_t position_ = 0;   // understood up to here
  std::size_t looked_at_ = 0;  // no end of line before this, if past position_
  std::size_t missing_ = 0;    // arguments announced and not complete; 0: no array has begun
  std::size_t length_ = 0;     // of the argument at position_, if
  bool has_length_ = false;    // its header has been read

  std::vector<std::string_view> arguments_;  // those that this call has completed
  std::vector<Range> ranges_;                // those that calls before it have
  std::string unquoted_;                     // what the arguments of a typed line look into
  std::string error_;
};

}  // namespace kit::resp
