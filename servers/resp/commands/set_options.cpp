#include "servers/resp/commands/set_options.hpp"

#include <limits>
#include <string>
#include <string_view>

namespace kit::resp {
namespace {

TimeWord time_word_of(std::string_view word) {
  if (is_word(word, "ex")) return TimeWord::seconds;
  if (is_word(word, "px")) return TimeWord::milliseconds;
  if (is_word(word, "exat")) return TimeWord::at_second;
  if (is_word(word, "pxat")) return TimeWord::at_millisecond;
  return TimeWord::none;
}

/// The words that only SET knows. False if it is none, or contradicts one before it.
bool take_set_word(std::string_view word, SetOptions& options) {
  if (is_word(word, "nx")) return options.only_new = !options.only_existing;
  if (is_word(word, "xx")) return options.only_existing = !options.only_new;
  if (is_word(word, "get")) return options.get = true;
  if (is_word(word, "keepttl")) return options.keep_deadline = options.time_word == TimeWord::none;
  return false;
}

bool take_getex_word(std::string_view word, SetOptions& options) {
  return is_word(word, "persist") && (options.persist = options.time_word == TimeWord::none);
}

/// A second time is taken if it is given in the same way: it counts.
bool take_time(const Call& call, std::size_t i, SetOptions& options) {
  const TimeWord word = time_word_of(call[i]);
  const bool first = options.time_word == TimeWord::none || options.time_word == word;
  if (word == TimeWord::none || !first || options.keep_deadline || options.persist) return false;
  if (i + 1 == call.size()) return false;
  options.time_word = word;
  options.time = i + 1;
  return true;
}

using TakeWord = bool (*)(std::string_view word, SetOptions& options);

std::optional<SetOptions> parse(Call& call, std::size_t first, TakeWord take_word) {
  SetOptions options;
  for (std::size_t i = first; i < call.size(); ++i) {
    if (take_word(call[i], options)) continue;
    if (!take_time(call, i, options)) return call.reply.error(syntax_error), std::nullopt;
    ++i;
  }
  return options;
}

bool is_in_seconds(TimeWord word) {
  return word == TimeWord::seconds || word == TimeWord::at_second;
}

bool is_from_now(TimeWord word) {
  return word == TimeWord::seconds || word == TimeWord::milliseconds;
}

}  // namespace

std::optional<SetOptions> parse_set_options(Call& call) { return parse(call, 3, take_set_word); }

std::optional<SetOptions> parse_getex_options(Call& call) {
  return parse(call, 2, take_getex_word);
}

std::optional<std::int64_t> parse_deadline(Call& call, std::size_t i, TimeWord word) {
  const std::optional<std::int64_t> number = call.integer(i);
  if (!number) return std::nullopt;
  std::int64_t time = *number;
  bool overflows = is_in_seconds(word) && __builtin_mul_overflow(time, 1000, &time);
  overflows = overflows || (is_from_now(word) && __builtin_add_overflow(time, call.now(), &time));
  if (*number > 0 && !overflows) return time;
  std::string text = "ERR invalid expire time in '";
  call.reply.error(text.append(call.command.name).append("' command"));
  return std::nullopt;
}

}  // namespace kit::resp
