#include "servers/resp/commands/sorted_algebra_options.hpp"

#include <cmath>
#include <string>

#include "servers/resp/commands/scores.hpp"

namespace kit::resp {
namespace {

/// False after replying that one is neither a set nor a sorted set.
bool look_up(Call& call, AlgebraOptions& options) {
  for (const std::string_view key : options.keys) {
    const Entry* const entry = call.read(key);
    if (entry != nullptr && entry->kind() != Kind::set && entry->kind() != Kind::sorted_set) {
      call.reply.error(wrong_type);
      return false;
    }
    options.sources.push_back(entry);
  }
  return true;
}

bool take_weights(Call& call, std::size_t& i, AlgebraOptions& options) {
  for (double& weight : options.weights) {
    const std::optional<double> score = parse_score(call[++i]);
    if (!score) return call.reply.error("ERR weight value is not a float"), false;
    weight = *score;
  }
  return true;
}

bool take_aggregate(Call& call, std::size_t& i, AlgebraOptions& options) {
  ++i;
  if (is_word(call[i], "sum"))
    options.aggregate = Aggregate::sum;
  else if (is_word(call[i], "min"))
    options.aggregate = Aggregate::least;
  else if (is_word(call[i], "max"))
    options.aggregate = Aggregate::greatest;
  else
    return call.reply.error(syntax_error), false;
  return true;
}

bool take_limit(Call& call, std::size_t& i, AlgebraOptions& options) {
  constexpr std::string_view negative = "ERR LIMIT can't be negative";
  const std::optional<std::int64_t> limit = call.integer(++i, negative);
  if (!limit) return false;
  if (*limit < 0) return call.reply.error(negative), false;
  options.limit = static_cast<std::size_t>(*limit);
  return true;
}

/// The option at `i`, which moves to its last word. False after replying what is wrong.
bool take_option(Call& call, std::size_t& i, SetOperation operation, AlgebraResult result,
                 AlgebraOptions& options) {
  const std::size_t behind = call.size() - i - 1;
  const bool has_scores = operation != SetOperation::subtract && result != AlgebraResult::count;
  if (has_scores && behind >= options.keys.size() && is_word(call[i], "weights"))
    return take_weights(call, i, options);
  if (has_scores && behind >= 1 && is_word(call[i], "aggregate"))
    return take_aggregate(call, i, options);
  if (result == AlgebraResult::count && behind >= 1 && is_word(call[i], "limit"))
    return take_limit(call, i, options);
  if (result == AlgebraResult::members && is_word(call[i], "withscores"))
    return options.with_scores = true;
  return call.reply.error(syntax_error), false;
}

}  // namespace

std::optional<AlgebraOptions> algebra_options(Call& call, std::size_t first, SetOperation operation,
                                              AlgebraResult result) {
  const std::optional<std::int64_t> count = call.integer(first);
  if (!count) return std::nullopt;
  if (*count < 1) {
    call.reply.error("ERR at least 1 input key is needed for '" + std::string(call.command.name) +
                     "' command");
    return std::nullopt;
  }
  if (static_cast<std::uint64_t>(*count) > call.size() - first - 1)
    return call.reply.error(syntax_error), std::nullopt;
  AlgebraOptions options;
  options.keys = call.arguments.subspan(first + 1, static_cast<std::size_t>(*count));
  options.weights.assign(options.keys.size(), 1);
  if (!look_up(call, options)) return std::nullopt;
  for (std::size_t i = first + 1 + options.keys.size(); i < call.size(); ++i)
    if (!take_option(call, i, operation, result, options)) return std::nullopt;
  return options;
}

double aggregated(Aggregate how, double a, double b) noexcept {
  if (how == Aggregate::least) return b < a ? b : a;
  if (how == Aggregate::greatest) return b > a ? b : a;
  const double sum = a + b;
  return std::isnan(sum) ? 0 : sum;
}

}  // namespace kit::resp
