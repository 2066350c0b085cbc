#include "servers/resp/protocol/request.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "servers/resp/protocol/number.hpp"
#include "servers/resp/protocol/split_arguments.hpp"

namespace kit::resp {
namespace {

/// Of a header or a typed line, without its end: what a client can make us keep and search before
/// it has said anything (PROTO_INLINE_MAX_SIZE).
constexpr std::size_t longest_line = 64 * 1024;

constexpr std::int64_t most_arguments = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t most_arguments_of_a_stranger = 10;
constexpr std::size_t longest_bulk_of_a_stranger = 16384;

/// What ends an argument: \r\n.
constexpr std::size_t end_size = 2;

/// Memory for more arguments, and longer lines, than these is given back after their command: one
/// big MSET should not cost a connection megabytes for the rest of its life.
constexpr std::size_t kept_arguments = 1024;
constexpr std::size_t kept_bytes = 4096;

/// Nearly every header is a mark, a few digits and an end that has come already. Digit by digit
/// this takes less time than finding the end first. Returns the header's size, 0 for any other.
inline std::size_t usual_header(std::string_view bytes, std::int64_t& number) noexcept {
  constexpr std::size_t most_digits = 18;  // 64 bits hold them, whatever they are
  const std::size_t stop = std::min(bytes.size(), most_digits + 1);
  std::int64_t value = 0;
  std::size_t i = 1;
  for (; i < stop; ++i) {
    const unsigned digit = static_cast<unsigned char>(bytes[i]) - unsigned{'0'};
    if (digit > 9) break;
    value = value * 10 + digit;
  }
  if (i < 2 || i + 1 >= bytes.size() || bytes[i] != '\r') return 0;
  if (bytes[1] == '0' && i > 2) return 0;  // a zero in front: not as Redis writes numbers
  number = value;
  return i + end_size;
}

/// Tells a client what it said, in one line: an error reply ends at the first line end.
std::string quoted(char c) { return {'\'', c == '\r' || c == '\n' ? ' ' : c, '\''}; }

}  // namespace

Request RequestParser::parse(std::string_view bytes, const RequestLimits& limits) {
  std::size_t taken = 0;
  for (;;) {
    if (position_ == 0) start_again();
    const std::string_view rest = bytes.substr(taken);
    if (rest.empty()) return {RequestStatus::incomplete, taken, {}, {}};
    const RequestStatus status = rest.front() == '*' ? parse_array(rest, limits) : parse_line(rest);
    if (status != RequestStatus::command) return {status, taken, {}, error_};
    taken += position_;
    position_ = 0;
    looked_at_ = 0;
    if (!arguments_.empty()) return {status, taken, arguments_, {}};
  }
}

RequestStatus RequestParser::parse_line(std::string_view bytes) {
  const RequestStatus status = find_end(bytes, '\n', "too big inline request");
  if (status != RequestStatus::command) return status;
  // With the carriage return of a \r\n, if there is one: that is white space like any other.
  const std::string_view line = bytes.substr(0, looked_at_);
  if (!split_arguments(line, unquoted_, arguments_)) return fail("unbalanced quotes in request");
  position_ = looked_at_ + 1;
  return RequestStatus::command;
}

/// Nearly every request is here completely, and as Redis writes it: this spares what is ready for
/// anything. False for any other; then nothing has changed.
bool RequestParser::parse_usual(std::string_view bytes, const RequestLimits& limits) {
  constexpr std::int64_t most = 64;  // a long one that is not complete would be looked at twice
  std::int64_t count = 0;
  std::size_t at = usual_header(bytes, count);
  if (at == 0 || count > most || !limits.authenticated) return false;
  for (; count > 0; --count) {
    const std::string_view rest = bytes.substr(at);
    std::int64_t length = 0;
    const std::size_t header = rest.starts_with('$') ? usual_header(rest, length) : 0;
    const auto size = static_cast<std::uint64_t>(length);
    if (header == 0 || size > limits.bulk || rest.size() - header < size + end_size)
      return arguments_.clear(), false;
    arguments_.emplace_back(rest.data() + header, size);
    at += header + size + end_size;
  }
  position_ = at;
  return true;
}

RequestStatus RequestParser::parse_array(std::string_view bytes, const RequestLimits& limits) {
  if (missing_ == 0) {
    if (parse_usual(bytes, limits)) return RequestStatus::command;
    const RequestStatus status = parse_count(bytes, limits);
    if (status != RequestStatus::command) return status;
  }
  for (; missing_ > 0; --missing_) {
    const RequestStatus status = parse_argument(bytes, limits);
    if (status == RequestStatus::command) continue;
    put_away(bytes);
    return status;
  }
  if (ranges_.empty()) return RequestStatus::command;  // it came in one piece, as nearly all do
  put_away(bytes);
  for (const Range& range : ranges_)
    arguments_.emplace_back(bytes.data() + range.begin, range.size);
  return RequestStatus::command;
}

/// The bytes may move before the next call; where in the request an argument stands does not.
void RequestParser::put_away(std::string_view bytes) {
  for (const std::string_view argument : arguments_)
    ranges_.push_back({static_cast<std::size_t>(argument.data() - bytes.data()), argument.size()});
  arguments_.clear();
}

RequestStatus RequestParser::parse_argument(std::string_view bytes, const RequestLimits& limits) {
  if (!has_length_) {
    const RequestStatus status = parse_length(bytes, limits);
    if (status != RequestStatus::command) return status;
  }
  if (bytes.size() - position_ < length_ + end_size) return RequestStatus::incomplete;
  arguments_.emplace_back(bytes.data() + position_, length_);
  position_ += length_ + end_size;
  has_length_ = false;
  return RequestStatus::command;
}

RequestStatus RequestParser::parse_count(std::string_view bytes, const RequestLimits& limits) {
  std::optional<std::int64_t> count = 0;
  std::size_t size = usual_header(bytes, *count);
  if (size == 0) {
    const RequestStatus status = find_header_end(bytes, "too big mbulk count string");
    if (status != RequestStatus::command) return status;
    count = parse_integer(bytes.substr(1, looked_at_ - 1));
    size = looked_at_ + end_size;
  }
  if (!count || *count > most_arguments) return fail("invalid multibulk length");
  if (!limits.authenticated && *count > most_arguments_of_a_stranger)
    return fail("unauthenticated multibulk length");
  position_ = size;
  missing_ = static_cast<std::size_t>(std::max<std::int64_t>(*count, 0));
  return RequestStatus::command;
}

RequestStatus RequestParser::parse_length(std::string_view bytes, const RequestLimits& limits) {
  const std::string_view rest = bytes.substr(position_);
  std::optional<std::int64_t> length = 0;
  std::size_t size = rest.starts_with('$') ? usual_header(rest, *length) : 0;
  if (size == 0) {
    const RequestStatus status = find_header_end(bytes, "too big bulk count string");
    if (status != RequestStatus::command) return status;
    if (rest.front() != '$') return fail("expected '$', got " + quoted(rest.front()));
    length = parse_integer(bytes.substr(position_ + 1, looked_at_ - position_ - 1));
    size = looked_at_ + end_size - position_;
  }
  if (!length || *length < 0 || static_cast<std::uint64_t>(*length) > limits.bulk)
    return fail("invalid bulk length");
  length_ = static_cast<std::size_t>(*length);
  if (!limits.authenticated && length_ > longest_bulk_of_a_stranger)
    return fail("unauthenticated bulk length");
  position_ += size;
  has_length_ = true;
  return RequestStatus::command;
}

/// The second byte of the end has come, too: what it is does not matter.
RequestStatus RequestParser::find_header_end(std::string_view bytes, std::string_view too_long) {
  const RequestStatus status = find_end(bytes, '\r', too_long);
  if (status != RequestStatus::command) return status;
  return looked_at_ + 1 < bytes.size() ? status : RequestStatus::incomplete;
}

/// Puts `looked_at_` to the `end` of the line that begins at `position_`.
RequestStatus RequestParser::find_end(std::string_view bytes, char end, std::string_view too_long) {
  const std::string_view line = bytes.substr(0, position_ + longest_line + 1);
  const std::size_t at = line.find(end, std::max(looked_at_, position_));
  looked_at_ = std::min(at, line.size());
  if (at != std::string_view::npos) return RequestStatus::command;
  return line.size() - position_ > longest_line ? fail(too_long) : RequestStatus::incomplete;
}

RequestStatus RequestParser::fail(std::string_view reason) {
  error_ = "Protocol error: ";
  error_ += reason;
  return RequestStatus::error;
}

void RequestParser::forget() noexcept {
  position_ = looked_at_ = missing_ = 0;
  has_length_ = false;
}

/// What the last command needed may be used again, unless it was much.
void RequestParser::start_again() {
  arguments_.clear();
  ranges_.clear();
  if (arguments_.capacity() > kept_arguments) arguments_ = {};
  if (ranges_.capacity() > kept_arguments) ranges_ = {};
  if (unquoted_.capacity() > kept_bytes) unquoted_ = {};
}

}  // namespace kit::resp
