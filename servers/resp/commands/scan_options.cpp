#include "servers/resp/commands/scan_options.hpp"

#include "servers/resp/store/glob.hpp"

namespace kit::resp {
namespace {

/// None for what is no number, and for what 64 bits do not hold.
std::optional<std::uint64_t> parse_cursor(std::string_view text) {
  text = until_zero(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
  }
  std::uint64_t number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    if (__builtin_mul_overflow(number, std::uint64_t{10}, &number)) return std::nullopt;
    if (__builtin_add_overflow(number, static_cast<std::uint64_t>(digit - '0'), &number))
      return std::nullopt;
  }
  return negative ? 0 - number : number;
}

}  // namespace

bool ScanOptions::wants(std::string_view element) const {
  return pattern == "*" || glob_match(pattern, element);
}

std::optional<std::uint64_t> scan_cursor(Call& call, std::size_t i) {
  const std::optional<std::uint64_t> cursor = parse_cursor(call[i]);
  if (!cursor) call.reply.error("ERR invalid cursor");
  return cursor;
}

std::optional<ScanOptions> scan_options(Call& call, std::size_t first, ScanType type) {
  ScanOptions options;
  for (std::size_t i = first; i < call.size(); i += 2) {
    const bool has_value = i + 1 < call.size();
    if (is_word(call[i], "count") && has_value) {
      const std::optional<std::int64_t> count = call.integer(i + 1);
      if (!count) return std::nullopt;
      if (*count < 1) return call.reply.error(syntax_error), std::nullopt;
      options.count = static_cast<std::uint64_t>(*count);
    } else if (is_word(call[i], "match") && has_value) {
      options.pattern = call[i + 1];
    } else if (is_word(call[i], "type") && has_value && type == ScanType::allowed) {
      options.type = until_zero(call[i + 1]);
    } else {
      return call.reply.error(syntax_error), std::nullopt;
    }
  }
  return options;
}

void ScanReply::send(std::uint64_t cursor) {
  call_.reply.array(2);
  call_.reply.bulk(std::to_string(cursor));
  call_.reply.array(size_);
  call_.reply.written(elements_);
}

}  // namespace kit::resp
