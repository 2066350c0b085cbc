#include "tests/redis/duel.hpp"

#include <algorithm>

#include "tests/redis/reply.hpp"
#include "tests/redis/shrink.hpp"

namespace kit::test {
namespace {

// Small enough that neither server stops reading because its replies are not read.
constexpr std::size_t batch_size = 200;

// The connection that hears of events.
constexpr int listener = 1;

using Steps = std::vector<Step>;

void add(const Step& step, std::vector<Arguments>& commands) {
  commands.insert(commands.end(), step.before.begin(), step.before.end());
  commands.push_back(step.command);
  commands.insert(commands.end(), step.after.begin(), step.after.end());
}

bool members_chosen(const Replies& members, const Replies& taken) {
  return chosen_from(members.redis, taken.redis) && chosen_from(members.ours, taken.ours);
}

/// Moves `at` behind the replies to this step.
std::optional<Replies> first_difference(const Step& step, const std::vector<Replies>& replies,
                                        std::size_t& at) {
  for (std::size_t i = 0; i < step.before.size(); ++i, ++at)
    if (!alike(Likeness::order, replies[at].redis, replies[at].ours)) return replies[at];
  const Replies& taken = replies[at++];
  if (!alike(step.likeness, taken.redis, taken.ours)) return taken;
  if (step.likeness == Likeness::chosen && !members_chosen(replies[at - 2], taken)) return taken;
  for (std::size_t i = 0; i < step.after.size(); ++i, ++at)
    if (replies[at].redis != replies[at].ours) return replies[at];
  return std::nullopt;
}

/// From the first event on that is not the same.
Replies told_differently(const Replies& events) {
  const auto [one, other] = std::mismatch(events.redis.begin(), events.redis.end(),
                                          events.ours.begin(), events.ours.end());
  const std::size_t same = static_cast<std::size_t>(one - events.redis.begin());
  const std::size_t start = events.redis.rfind("pmessage", same);
  const std::size_t from = start == std::string::npos ? 0 : start;
  return {"events from " + events.redis.substr(from), "events from " + events.ours.substr(from)};
}

std::string told(const Replies& replies) {
  return "\n  redis: " + shown(replies.redis) + "\n  ours:  " + shown(replies.ours) + "\n";
}

}  // namespace

std::optional<Difference> play(const Steps& steps, const Side& redis, const Side& ours,
                               int protocol) {
  Conversation conversation(redis, ours, protocol);
  // Of expired keys each server tells when it finds them, of missing ones in the order of a set,
  // and of new ones when it makes them: ours needs their memory before it takes anything away.
  conversation.command(0, {"CONFIG", "SET", "notify-keyspace-events", "Eg$lshzdt"});
  conversation.command(listener, {"PSUBSCRIBE", "*"});
  std::size_t from = 0;
  while (from < steps.size()) {
    std::size_t to = from;
    std::vector<Arguments> commands;
    for (; to < steps.size() && commands.size() < batch_size; ++to) add(steps[to], commands);
    const std::vector<Replies> replies = conversation.batch(0, commands);
    std::size_t at = 0;
    for (std::size_t i = from; i < to; ++i)
      if (const auto differ = first_difference(steps[i], replies, at))
        return Difference{.number = i, .replies = *differ};
    const Replies events = conversation.through(listener, {"PING", "that was all"}, "that was all");
    if (events.redis != events.ours)
      return Difference{.number = to - 1, .replies = told_differently(events)};
    from = to;
  }
  return std::nullopt;
}

Steps shrunk(Steps steps, const Side& redis, const Side& ours, int protocol) {
  Shrinker<Step> shrinker([&](const Steps& fewer) -> std::optional<std::size_t> {
    const std::optional<Difference> found = play(fewer, redis, ours, protocol);
    return found ? std::optional(found->number) : std::nullopt;
  });
  return shrinker.shrunk(std::move(steps));
}

std::string duel(std::uint64_t seed, std::size_t count, const Side& redis, const Side& ours,
                 int protocol) {
  Grammar grammar(seed);
  Steps steps;
  std::size_t commands = 0;
  while (commands < count) {
    steps.push_back(grammar.next());
    commands += steps.back().before.size() + 1 + steps.back().after.size();
  }
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
  std::vector<Arguments> commands_left;
  for (const Step& step : few) add(step, commands_left);
  for (const Arguments& each : commands_left) text += "  " + typed(each) + "\n";
  return text + told(again->replies);
}

}  // namespace kit::test
