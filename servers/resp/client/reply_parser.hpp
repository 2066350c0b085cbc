// Replies of a Redis server, RESP2 and RESP3, out of bytes as they come.
//
// There is no socket here and no loop: bytes go in, replies come out. Promises:
// - what has been looked at is not looked at again, however small the pieces are;
// - nothing is allocated for what a server has only announced;
// - depth and size have limits, so that a server that has gone mad costs a bounded amount.
//
// Attributes of RESP3 are read and dropped: no command of Redis 7 has any. Strings and arrays
// whose length is not known at their beginning ("$?") are refused: no Redis sends them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/client/reply.hpp"

namespace kit::redis {

struct ReplyLimits {
  /// Arrays within arrays.
  std::size_t depth = 32;
  /// Of a reply that is one line, in bytes.
  std::size_t line = 64 * 1024;
  /// Of one whole reply, in bytes as they come. Taken apart it may need 30 times as many: three
  /// bytes suffice for the smallest item of an array.
  std::size_t bytes = 512 * 1024 * 1024;
};

enum class ReplyStatus {
  reply,       // take() has it
  incomplete,  // the rest has not come yet
  error,       // error() says why: close, for where the next reply begins is unknown
};

struct ParsedReply {
  ReplyStatus status;
  /// Whatever the status, drop so many bytes in front before the next call.
  std::size_t taken;
};

/// One for each connection.
class ReplyParser {
 public:
  explicit ReplyParser(ReplyLimits limits = {}) : limits_(limits) {}

  /// Goes on with `bytes`: all that has come and was not taken. After `incomplete` call again with
  /// those that were not taken and more behind them; after `error` not at all.
  ParsedReply parse(std::string_view bytes);

  /// The reply, after that status. It is the caller's.
  Reply take() { return std::move(result_); }
  /// "Protocol error: ...", after that status.
  const std::string& error() const noexcept { return error_; }

 private:
  /// An array, map or set whose items are still to come.
  struct Open {
    Reply reply;
    std::size_t missing;
    bool attribute;  // says something about the reply behind it
  };
  enum class Step { done, opened, incomplete, error };

  // Each takes its part off the front of `bytes` when it is complete.
  Step parse_item(std::string_view& bytes, Reply& item);
  Step parse_line(char type, std::string_view text, Reply& item);
  Step parse_bulk(char type, std::string_view header, std::string_view& bytes, Reply& item);
  Step open(char type, std::string_view header, Reply& item);
  Step fail(const std::string& reason);
  bool close_item(Reply item);
  bool has_room_for(std::size_t bytes) const noexcept;

  ReplyLimits limits_;
  std::vector<Open> open_;     // the outermost first
  std::size_t used_ = 0;       // bytes of this reply that were taken
  std::size_t looked_at_ = 0;  // no line end before this, in what was not taken
  Reply result_;
  std::string error_;
};

}  // namespace kit::redis
