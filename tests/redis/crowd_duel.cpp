#include <optional>
#include <random>
#include <utility>

#include "tests/redis/crowd.hpp"
#include "tests/redis/rules.hpp"
#include "tests/redis/shrink.hpp"

namespace kit::test {
namespace {

constexpr std::size_t crowd_size = 6;
constexpr std::size_t first_listener = 4;

using CrowdSteps = std::vector<CrowdStep>;

/// Client 0 never waits, so that there is always one who can do anything. The last two only listen:
/// where among the replies to its own commands a client hears of them differs.
bool may(std::size_t client, const Arguments& command) {
  const std::string name = upper(command.front());
  const bool listens = name.find("SUBSCRIBE") != name.npos;
  // In which order a client leaves all its channels, Redis leaves to a hash.
  if (name.ends_with("UNSUBSCRIBE") && command.size() == 1) return false;
  if (client >= first_listener)
    return listens || name == "RESET" || name == "HELLO" || name == "PUBSUB" || name == "PING";
  // Redis does not notice that something a client waits for has taken the place of another kind.
  const bool replaces = name.starts_with('Z') && name.ends_with("STORE");
  // Which of the keys that come all at once he is served from, Redis leaves to a hash.
  if (name == "SWAPDB") return false;
  return !listens && !replaces && (client != 0 || !name.starts_with('B'));
}

CrowdSteps steps_of(std::uint64_t seed, std::size_t count) {
  Grammar grammar(seed);
  std::mt19937_64 random(seed);
  CrowdSteps steps;
  while (steps.size() < count) {
    const bool of_several = random() % 100 < 55;
    const Step step = of_several ? grammar.next(crowd_rules()) : grammar.next();
    if (step.likeness != Likeness::bytes || !step.before.empty() || !step.after.empty()) continue;
    CrowdStep next{.client = random() % 3 == 0 ? 0 : random() % crowd_size,
                   .command = step.command};
    next.returns =
        next.command.back() == "0.001" || next.command[1 % next.command.size()] == "0.001";
    if (may(next.client, next.command)) steps.push_back(std::move(next));
  }
  return steps;
}

struct CrowdDifference {
  std::size_t number = 0;
  std::string redis;
  std::string ours;
};

std::optional<CrowdDifference> play(const CrowdSteps& steps, std::uint16_t redis,
                                    std::uint16_t ours) {
  Crowd one(redis, crowd_size);
  Crowd other(ours, crowd_size);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CrowdDifference found{.number = i, .redis = one.run(steps[i]), .ours = {}};
    try {
      found.ours = other.run(steps[i]);
    } catch (const std::exception& error) {
      found.ours = error.what();
    }
    if (found.redis != found.ours) return found;
  }
  return std::nullopt;
}

std::string told(const CrowdDifference& difference) {
  return "\n redis: " + difference.redis + "\n ours:  " + difference.ours + "\n";
}

}  // namespace

std::string crowd_duel(std::uint64_t seed, std::size_t count, std::uint16_t redis,
                       std::uint16_t ours) {
  CrowdSteps steps = steps_of(seed, count);
  const std::optional<CrowdDifference> first = play(steps, redis, ours);
  if (!first) return "";
  steps.resize(first->number + 1);
  Shrinker<CrowdStep> shrinker([&](const CrowdSteps& fewer) -> std::optional<std::size_t> {
    const std::optional<CrowdDifference> again = play(fewer, redis, ours);
    return again ? std::optional(again->number) : std::nullopt;
  });
  std::string text = "KIT_SEED=" + std::to_string(seed) + ", step " +
                     std::to_string(first->number) + ": " + typed(steps.back().command) +
                     told(*first) + "In short, the client before each command:\n";
  const CrowdSteps few = shrinker.shrunk(steps);
  for (const CrowdStep& step : few)
    text += "  " + std::to_string(step.client) + "> " + typed(step.command) + "\n";
  const std::optional<CrowdDifference> again = play(few, redis, ours);
  return text + (again ? told(*again) : "They did not differ a second time.\n");
}

}  // namespace kit::test
