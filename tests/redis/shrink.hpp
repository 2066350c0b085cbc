// Shrinking: of a list of steps that shows a difference, the few that are needed for it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace kit::test {

// To find a difference again takes a replay; a bad case ends here with a longer list.
inline constexpr int most_replays = 500;

/// Plays steps, on empty servers, and says at which of them a difference showed; none: nowhere.
template <class Step>
using Replay = std::function<std::optional<std::size_t>(const std::vector<Step>&)>;

template <class Step>
class Shrinker {
 public:
  using Steps = std::vector<Step>;
  explicit Shrinker(Replay<Step> replay) : replay_(std::move(replay)) {}

  /// Mostly a handful remains. The same steps if they do not differ a second time.
  Steps shrunk(Steps steps) {
    if (!still_differs(steps)) return steps;
    return without_the_needless(shortest_end(steps));
  }

 private:
  static Steps slice(const Steps& steps, std::size_t from, std::size_t to) {
    return Steps(steps.begin() + static_cast<std::ptrdiff_t>(from),
                 steps.begin() + static_cast<std::ptrdiff_t>(std::min(to, steps.size())));
  }

  /// All but [from, to).
  static Steps without(const Steps& steps, std::size_t from, std::size_t to) {
    Steps rest = slice(steps, 0, from);
    const Steps tail = slice(steps, std::min(to, steps.size()), steps.size());
    rest.insert(rest.end(), tail.begin(), tail.end());
    return rest;
  }

  /// Whether these steps differ, too; then they are cut off behind the difference.
  bool still_differs(Steps& steps) {
    if (replays_++ >= most_replays) return false;
    const std::optional<std::size_t> found = replay_(steps);
    if (found) steps.resize(*found + 1);
    return found.has_value();
  }

  /// Mostly a few of the last commands are enough, and looking there first saves long replays.
  Steps shortest_end(const Steps& steps) {
    for (std::size_t length = 1; length < steps.size(); length *= 4) {
      Steps tail = slice(steps, steps.size() - length, steps.size());
      if (still_differs(tail)) return tail;
    }
    return steps;
  }

  Steps without_the_needless(Steps steps) {
    for (std::size_t piece = std::max<std::size_t>(1, steps.size() / 2); piece > 0; piece /= 2) {
      std::size_t at = 0;
      while (at < steps.size()) {
        Steps shorter = without(steps, at, at + piece);
        if (!shorter.empty() && still_differs(shorter))
          steps = std::move(shorter);
        else
          at += piece;
      }
    }
    return steps;
  }

  Replay<Step> replay_;
  int replays_ = 0;
};

}  // namespace kit::test
