#include "servers/resp/state/output_limits.hpp"

#include <array>
#include <vector>

#include "servers/resp/protocol/number.hpp"
#include "servers/resp/protocol/split_arguments.hpp"
#include "servers/resp/state/parameter.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t in_a_class = 4;  // its name, and three numbers

using Words = std::vector<std::string>;

Words split(std::string_view text) {
  std::string storage;
  std::vector<std::string_view> views;
  if (!split_arguments(text, storage, views)) return {};
  return {views.begin(), views.end()};
}

std::string join(const Words& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

/// Where the class stands in a text that has all of them; none: there is no such class.
std::optional<std::size_t> place_of(std::string_view name) {
  constexpr std::array<std::string_view, 4> names{"normal", "slave", "pubsub", "replica"};
  constexpr std::array<std::size_t, 4> places{0, 1, 2, 1};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return places[i] * in_a_class;
  return std::nullopt;
}

/// Two sizes and a time in seconds.
bool set_numbers(const Words& from, std::size_t i, Words& to, std::size_t place) {
  const auto hard = parse_memory(from[i + 1]);
  const auto soft = parse_memory(from[i + 2]);
  const auto seconds = parse_integer(from[i + 3]);
  if (!hard || !soft || !seconds || *seconds < 0) return false;
  to[place + 1] = std::to_string(*hard);
  to[place + 2] = std::to_string(*soft);
  to[place + 3] = std::to_string(*seconds);
  return true;
}

}  // namespace

std::string merge_output_limits(std::string_view present, std::string& change) {
  Words all = split(present);
  const Words changed = split(change);
  if (changed.size() % in_a_class != 0)
    return "Wrong number of arguments in buffer limit configuration.";
  for (std::size_t i = 0; i < changed.size(); i += in_a_class) {
    const auto place = place_of(changed[i]);
    if (!place) return "Invalid client class specified in buffer limit configuration.";
    if (!set_numbers(changed, i, all, *place))
      return "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
  }
  change = join(all);
  return {};
}

std::size_t normal_output_limit(std::string_view limits) {
  return parse_memory(split(limits)[1]).value_or(0);
}

std::string with_normal_limit(std::string_view limits, std::size_t bytes) {
  Words words = split(limits);
  words[1] = std::to_string(bytes);
  return join(words);
}

}  // namespace kit::resp
