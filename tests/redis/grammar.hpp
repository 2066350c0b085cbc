// Grammar: random commands, as nasty as they come, over so few keys that they meet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/likeness.hpp"
#include "tests/redis/resp_client.hpp"

namespace kit::test {

struct Step {
  Arguments command;
  Likeness likeness = Likeness::bytes;
};

/// The same seed makes the same commands, on every machine.
///
/// No deadline falls into the time of the run: they are past, or days away and each one different,
/// so that two servers with clocks of their own come to the same result.
class Grammar {
 public:
  explicit Grammar(std::uint64_t seed) : random_(seed) {}

  /// Appends the next command; sometimes with one before it that it needs.
  void next(std::vector<Step>& steps);

 private:
  /// In place of a rule's [..], (..), {..} and <..>, the words they stand for this time.
  void expand(std::string_view rule, Arguments& words);
  void expand_group(char kind, std::string_view inside, Arguments& words);
  std::string from_pool(std::string_view name);
  void spoil(Arguments& command);
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(std::size_t percent) { return below(100) < percent; }

  std::mt19937_64 random_;
  std::uint64_t deadlines_ = 0;  // given so far
};

}  // namespace kit::test
