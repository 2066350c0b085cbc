// Grammar: random commands, as nasty as they come, over so few keys that they meet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/likeness.hpp"
#include "tests/redis/resp_client.hpp"
#include "tests/redis/rules.hpp"

namespace kit::test {

/// What is sent in one piece, and left out in one piece when a list of steps is made shorter.
struct Step {
  Arguments command;
  Likeness likeness = Likeness::bytes;
  std::vector<Arguments> before;  // compared without order
  std::vector<Arguments> after;   // compared byte for byte
};

/// The same seed makes the same commands, on every machine.
///
/// No deadline falls into the time of the run: they are past, or days away and each one different,
/// so that two servers with clocks of their own come to the same result.
class Grammar {
 public:
  explicit Grammar(std::uint64_t seed) : random_(seed) {}

  /// Sometimes with commands before it that it needs, or after it, which make both servers equal
  /// again where one has chosen by chance.
  Step next();
  /// One of these rules; nothing that waits is spoilt: it could wait for longer then.
  Step next(std::span<const Rule> rules);

 private:
  /// In place of a rule's [..], (..), {..} and <..>, the words they stand for this time.
  void expand(std::string_view rule, Arguments& words);
  void expand_group(char kind, std::string_view inside, Arguments& words);
  std::string from_pool(std::string_view name);
  Step from_rule(std::string_view rule);
  /// MULTI to EXEC or DISCARD, of commands that are compared byte for byte.
  Step transaction();
  void spoil(Arguments& command);
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(std::size_t percent) { return below(100) < percent; }

  std::mt19937_64 random_;
  std::uint64_t deadlines_ = 0;  // given so far
};

}  // namespace kit::test
