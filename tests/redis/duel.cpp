#include "tests/redis/duel.hpp"

#include <algorithm>

#include "tests/redis/reply.hpp"

namespace kit::test {
namespace {

// Small enough that neither server stops reading because its replies are not read.
constexpr std::size_t batch_size = 200;
// To find a difference again takes a replay; a bad case ends here with a longer list.
constexpr int most_replays = 500;

using Steps = std::vector<Step>;

Steps slice(const Steps& steps, std::size_t from, std::size_t to) {
  return Steps(steps.begin() + static_cast<std::ptrdiff_t>(from),
               steps.begin() + static_cast<std::ptrdiff_t>(std::min(to, steps.size())));
}

/// All but [from, to).
Steps without(const Steps& steps, std::size_t from, std::size_t to) {
  Steps rest = slice(steps, 0, from);
  const Steps tail = slice(steps, std::min(to, steps.size()), steps.size());
  rest.insert(rest.end(), tail.begin(), tail.end());
  return rest;
}

class Shrinker {
 public:
  Shrinker(const Side& redis, const Side& ours, int protocol)
      : redis_(redis), ours_(ours), protocol_(protocol) {}

  /// Whether these steps differ, too; then they are cut off behind the difference.
  bool still_differs(Steps& steps) {
    if (replays_++ >= most_replays) return false;
    const std::optional<Difference> found = play(steps, redis_, ours_, protocol_);
    if (found) steps.resize(found->number + 1);
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

 private:
  const Side& redis_;
  const Side& ours_;
  int protocol_;
  int replays_ = 0;
};

/// As one would type it into redis-cli.
std::string typed(const Arguments& command) {
  std::string line;
  for (const std::string& each : command) {
    const bool plain = !each.empty() && std::all_of(each.begin(), each.end(), [](char letter) {
      return letter > ' ' && letter < 0x7f && letter != '"' && letter != '\'' && letter != '\\';
    });
    line += (line.empty() ? "" : " ") + (plain ? each : shown(each));
  }
  return line;
}

std::string told(const Replies& replies) {
  return "\n  redis: " + shown(replies.redis) + "\n  ours:  " + shown(replies.ours) + "\n";
}

}  // namespace

std::optional<Difference> play(const Steps& steps, const Side& redis, const Side& ours,
                               int protocol) {
  Conversation conversation(redis, ours, protocol);
  for (std::size_t from = 0; from < steps.size(); from += batch_size) {
    std::vector<Arguments> commands;
    for (const Step& step : slice(steps, from, from + batch_size)) commands.push_back(step.command);
    const std::vector<Replies> replies = conversation.batch(0, commands);
    for (std::size_t i = 0; i < replies.size(); ++i)
      if (!alike(steps[from + i].likeness, replies[i].redis, replies[i].ours))
        return Difference{.number = from + i, .replies = replies[i]};
  }
  return std::nullopt;
}

Steps shrunk(Steps steps, const Side& redis, const Side& ours, int protocol) {
  Shrinker shrinker(redis, ours, protocol);
  if (!shrinker.still_differs(steps)) return steps;
  return shrinker.without_the_needless(shrinker.shortest_end(steps));
}

std::string duel(std::uint64_t seed, std::size_t count, const Side& redis, const Side& ours,
                 int protocol) {
  Grammar grammar(seed);
  Steps steps;
  while (steps.size() < count) grammar.next(steps);
  const std::optional<Difference> first = play(steps, redis, ours, protocol);
  if (!first) return "";
  steps.resize(first->number + 1);
  const std::string place = "KIT_SEED=" + std::to_string(seed) + ", RESP" +
                            std::to_string(protocol) + ", command " +
                            std::to_string(first->number) + ": " + typed(steps.back().command);
  const Steps few = shrunk(steps, redis, ours, protocol);
  const std::optional<Difference> again = play(few, redis, ours, protocol);
  std::string text = place + told(first->replies);
  if (!again) return text + "The same commands did not differ a second time.\n";
  text += "The same in short, on empty servers:\n";
  for (const Step& step : few) text += "  " + typed(step.command) + "\n";
  return text + told(again->replies);
}

}  // namespace kit::test
