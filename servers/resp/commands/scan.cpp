// Commands that list keys: all at once, or some at a time.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/store/glob.hpp"

namespace kit::resp::commands {
namespace {

/// Steps for each key asked for. A table that was emptied has hardly a key in each: then a reply
/// has fewer than COUNT says, and the client asks again.
constexpr std::uint64_t steps_per_key = 10;

struct ScanOptions {
  std::uint64_t count = 10;
  std::string_view pattern = "*";
  std::optional<std::string_view> type;  // none: any
};

/// As strtoul() reads it in Redis: it may have a sign, and nothing at all is zero. None for
/// anything else, and for what 64 bits do not hold.
std::optional<std::uint64_t> parse_cursor(std::string_view text) {
  text = text.substr(0, text.find('\0'));
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

/// None after replying what is wrong with them.
std::optional<ScanOptions> scan_options(Call& call) {
  ScanOptions options;
  for (std::size_t i = 2; i < call.size(); i += 2) {
    const bool has_value = i + 1 < call.size();
    if (is_word(call[i], "count") && has_value) {
      const std::optional<std::int64_t> count = call.integer(i + 1);
      if (!count) return std::nullopt;
      if (*count < 1) return call.reply.error(syntax_error), std::nullopt;
      options.count = static_cast<std::uint64_t>(*count);
    } else if (is_word(call[i], "match") && has_value) {
      options.pattern = call[i + 1];
    } else if (is_word(call[i], "type") && has_value) {
      options.type = until_zero(call[i + 1]);
    } else {
      return call.reply.error(syntax_error), std::nullopt;
    }
  }
  return options;
}

bool is_wanted(const Entry& entry, const ScanOptions& options) {
  if (options.pattern != "*" && !glob_match(options.pattern, entry.key())) return false;
  // `type` in letters of any case.
  return !options.type || is_word(*options.type, type_name(entry.kind()));
}

void reply_keys(Call& call, const std::vector<std::string_view>& keys) {
  call.reply.array(keys.size());
  for (const std::string_view key : keys) call.reply.bulk(key);
}

}  // namespace

void keys(Call& call) {
  const std::string_view pattern = call[1];
  const bool all = pattern == "*";
  std::vector<std::string_view> found;
  std::uint64_t cursor = 0;
  do {
    cursor = call.database().scan(cursor, [&](const Entry* entry) {
      if (all || glob_match(pattern, entry->key())) found.push_back(entry->key());
    });
  } while (cursor != 0);
  reply_keys(call, found);
}

void scan(Call& call) {
  std::optional<std::uint64_t> cursor = parse_cursor(call[1]);
  if (!cursor) return call.reply.error("ERR invalid cursor");
  const std::optional<ScanOptions> options = scan_options(call);
  if (!options) return;
  std::vector<std::string_view> found;
  std::uint64_t seen = 0;
  std::uint64_t steps = 0;
  do {
    cursor = call.database().scan(*cursor, [&](const Entry* entry) {
      ++seen;
      if (is_wanted(*entry, *options)) found.push_back(entry->key());
    });
  } while (*cursor != 0 && seen < options->count && ++steps / steps_per_key < options->count);
  call.reply.array(2);
  call.reply.bulk(std::to_string(*cursor));
  reply_keys(call, found);
}

}  // namespace kit::resp::commands
