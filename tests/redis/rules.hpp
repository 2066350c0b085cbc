// What the random commands are made of.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace kit::test {

/// A command: words, and
///   <pool>       a word from a pool
///   (A|B)        one of these
///   [A|B]        one of these, or nothing
///   {A}          once to four times
/// A likeness may stand before it, as in a table; "~chosen" makes the grammar ask for all members
/// before. "MULTI" alone stands for a whole transaction.
struct Rule {
  int weight;
  std::string_view text;
};

struct Pool {
  std::string_view name;
  std::span<const std::string_view> words;
};

/// All of them.
const std::vector<Rule>& rules();
/// Those of lists, hashes, sets and sorted sets, SORT and BITFIELD; part of rules().
std::span<const Rule> collection_rules() noexcept;
/// Commands that may wait: inside of MULTI only, where they do not. Not part of rules().
std::span<const Rule> blocking_rules() noexcept;
/// What several clients do with each other. Not part of rules().
std::span<const Rule> crowd_rules() noexcept;
/// All of them.
const std::vector<Pool>& pools();
/// Members, scores, bounds, counts and the like; part of pools().
std::span<const Pool> collection_pools() noexcept;
/// Every key that a command can make expire.
std::span<const std::string_view> key_pool() noexcept;
/// What takes the place of an argument that is spoilt. Never a number that would be a deadline
/// within the run.
std::span<const std::string_view> junk_pool() noexcept;

}  // namespace kit::test
