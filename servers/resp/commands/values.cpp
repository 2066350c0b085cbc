#include "servers/resp/commands/values.hpp"

#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <string>

namespace kit::resp {

std::optional<long double> parse_float(std::string_view text) {
  constexpr std::size_t longest = 5 * 1024 - 1;  // Redis's limit
  if (text.empty() || text.size() > longest || std::isspace(static_cast<unsigned char>(text[0])))
    return std::nullopt;
  const std::string c_string(text);
  char* end = nullptr;
  errno = 0;
  const long double number = std::strtold(c_string.c_str(), &end);
  const bool out_of_range = errno == ERANGE && (std::isinf(number) || number == 0);
  if (end != c_string.c_str() + text.size() || out_of_range || std::isnan(number))
    return std::nullopt;
  return number;
}

bool expect_length(Call& call, std::int64_t size, std::size_t more) {
  std::int64_t total = 0;
  const bool overflows = __builtin_add_overflow(size, more, &total);
  const std::size_t most = call.instance.parameters.proto_max_bulk_len;
  if (!overflows && (is_replayed(call) || static_cast<std::size_t>(total) <= most)) return true;
  call.reply.error(too_long_text);
  return false;
}

char* writable_text(Call& call, Entry* entry, std::string_view key, std::size_t size) {
  if (entry != nullptr) {
    // Who writes here once does so again, so short texts, too, move to a block first.
    const bool ready = entry->kind() == Kind::block && entry->text().size() == size;
    if (!ready) entry = call.database().set_size(entry, size);
    return entry->writable();
  }
  Entry* const made = Entry::zeros(key, size);
  call.database().insert(made);
  return made->writable();
}

}  // namespace kit::resp
