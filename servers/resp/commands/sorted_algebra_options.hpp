// The arguments of the commands that put several sets and sorted sets together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

enum class SetOperation : std::uint8_t { join, intersect, subtract };

/// What becomes of the scores of a member that several of them have.
enum class Aggregate : std::uint8_t { sum, least, greatest };

/// What the reply is.
enum class AlgebraResult : std::uint8_t { members, stored, count };

struct AlgebraOptions {
  Arguments keys;
  std::vector<const Entry*> sources;  // of each key; null: it is not there
  std::vector<double> weights;        // of each key
  Aggregate aggregate = Aggregate::sum;
  bool with_scores = false;
  std::size_t limit = 0;  // of a count; 0: none
};

/// The argument `first` says how many keys follow. Looks the keys up: that some have something else
/// is said before what is wrong with the options. None after replying what is wrong.
std::optional<AlgebraOptions> algebra_options(Call& call, std::size_t first, SetOperation operation,
                                              AlgebraResult result);

/// Two scores of a member in one. What is not a number is zero.
double aggregated(Aggregate how, double a, double b) noexcept;
inline double weighted(double weight, double score) noexcept {
  const double product = weight * score;
  return product != product ? 0 : product;  // zero times infinity
}

}  // namespace kit::resp
