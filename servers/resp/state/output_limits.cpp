#include "servers/resp/state/output_limits.hpp"

#include <vector>

#include "servers/resp/protocol/number.hpp"
#include "servers/resp/protocol/split_arguments.hpp"
#include "servers/resp/state/parameter.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t in_a_class = 4;  // its name, and three numbers

/// Null: there is no such class.
OutputLimit* class_of(OutputLimits& limits, std::string_view name) {
  if (name == "normal") return &limits.normal;
  if (name == "slave" || name == "replica") return &limits.replica;
  return name == "pubsub" ? &limits.pubsub : nullptr;
}

/// Two sizes and a time.
std::optional<OutputLimit> parse_limit(std::string_view hard, std::string_view soft,
                                       std::string_view time) {
  const auto hard_bytes = parse_memory(hard);
  const auto soft_bytes = parse_memory(soft);
  const auto seconds = parse_integer(time);
  if (!hard_bytes || !soft_bytes || !seconds || *seconds < 0) return std::nullopt;
  return OutputLimit{*hard_bytes, *soft_bytes, *seconds};
}

}  // namespace

std::string to_string(const OutputLimits& limits) {
  std::string text;
  const auto add = [&text](std::string_view name, const OutputLimit& limit) {
    text.append(text.empty() ? "" : " ").append(name);
    text.append(" ").append(std::to_string(limit.hard));
    text.append(" ").append(std::to_string(limit.soft));
    text.append(" ").append(std::to_string(limit.seconds));
  };
  add("normal", limits.normal);
  add("slave", limits.replica);
  add("pubsub", limits.pubsub);
  return text;
}

std::string change_output_limits(OutputLimits& limits, std::string_view text) {
  std::string storage;
  std::vector<std::string_view> words;
  if (!split_arguments(text, storage, words)) words.clear();
  if (words.size() % in_a_class != 0)
    return "Wrong number of arguments in buffer limit configuration.";
  OutputLimits changed = limits;
  for (std::size_t i = 0; i < words.size(); i += in_a_class) {
    OutputLimit* const limit = class_of(changed, words[i]);
    if (limit == nullptr) return "Invalid client class specified in buffer limit configuration.";
    const auto wanted = parse_limit(words[i + 1], words[i + 2], words[i + 3]);
    if (!wanted)
      return "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
    *limit = *wanted;
  }
  limits = changed;
  return {};
}

bool SlowReader::is_over(const OutputLimit& limit, std::size_t waiting, std::int64_t now) noexcept {
  if (limit.hard != 0 && waiting > limit.hard) return true;
  if (limit.soft == 0 || waiting <= limit.soft) {
    since_ = 0;
    return false;
  }
  if (since_ == 0) since_ = now;
  return (now - since_) / 1000 > limit.seconds;
}

}  // namespace kit::resp
