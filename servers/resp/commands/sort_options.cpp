#include "servers/resp/commands/sort_options.hpp"

namespace kit::resp {
namespace {

/// False after replying that one of the two is no integer.
bool parse_limit(Call& call, std::size_t i, SortOptions& options) {
  const std::optional<std::int64_t> first = call.integer(i);
  if (!first) return false;
  const std::optional<std::int64_t> count = call.integer(i + 1);
  if (!count) return false;
  options.first = *first;
  options.count = *count;
  return true;
}

/// An option without a value. False if it is none.
bool parse_word(std::string_view word, SortOptions& options) {
  if (is_word(word, "asc")) return options.descending = false, true;
  if (is_word(word, "desc")) return options.descending = true, true;
  if (is_word(word, "alpha")) return options.as_texts = true, true;
  return false;
}

/// One with a value. False if it is none.
bool parse_pair(const Call& call, std::size_t i, SortOptions& options) {
  if (is_word(call[i], "by")) {
    options.by.emplace(call[i + 1]);
    // Once there was a pattern without a star, another one does not change it back.
    options.in_own_order = options.in_own_order || !options.by->has_star();
  } else if (is_word(call[i], "get")) {
    options.get.emplace_back(call[i + 1]);
  } else if (is_word(call[i], "store") && call.command.flags.has(Flag::write)) {
    options.target = call[i + 1];
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<SortOptions> parse_sort_options(Call& call) {
  SortOptions options;
  for (std::size_t i = 2; i < call.size(); ++i) {
    const std::size_t behind = call.size() - i - 1;
    if (parse_word(call[i], options)) continue;
    if (behind >= 2 && is_word(call[i], "limit")) {
      if (!parse_limit(call, i + 1, options)) return std::nullopt;
      i += 2;
    } else if (behind >= 1 && parse_pair(call, i, options)) {
      ++i;
    } else {
      return call.reply.error(syntax_error), std::nullopt;
    }
  }
  return options;
}

}  // namespace kit::resp
