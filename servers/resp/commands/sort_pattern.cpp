#include "servers/resp/commands/sort_pattern.hpp"

#include "servers/resp/commands/values.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/store/collections/hash.hpp"

namespace kit::resp {

SortPattern::SortPattern(std::string_view text) noexcept
    : text_(text), star_(until_zero(text).find('*')), key_end_(text.size()) {
  if (!has_star()) return;
  const std::string_view searched = until_zero(text);
  const std::size_t arrow = searched.find("->", star_ + 1);
  // An arrow that points to nothing is a part of the key.
  if (arrow != std::string_view::npos && arrow + 2 < searched.size()) key_end_ = arrow;
}

std::string SortPattern::key(std::string_view element) const {
  std::string key(text_.substr(0, star_));
  return key.append(element).append(text_.substr(star_ + 1, key_end_ - star_ - 1));
}

std::optional<std::string> SortPattern::value(Call& call, std::string_view element) const {
  if (is_element()) return std::string(element);
  if (!has_star()) return std::nullopt;
  const std::string name = key(element);
  // While the append-only file is rewritten, a SORT that stores needs the keys it has read to be
  // there before it.
  Journal* const journal = call.instance.journal;
  if (journal != nullptr && call.command.flags.has(Flag::write))
    journal->before_change(call.client.database, name);
  const Entry* const entry = call.read(name);
  if (entry == nullptr) return std::nullopt;
  if (key_end_ == text_.size()) {
    if (!is_string(entry->kind())) return std::nullopt;
    return std::string(ValueText(*entry).view());
  }
  if (entry->kind() != Kind::hash) return std::nullopt;
  const auto found = entry->as<Hash>().find(text_.substr(key_end_ + 2));
  if (!found) return std::nullopt;
  return found->to_string();
}

}  // namespace kit::resp
