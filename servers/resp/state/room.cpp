#include "servers/resp/state/room.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "servers/resp/state/journal.hpp"

namespace kit::resp {
namespace {

/// One takes one to three microseconds with five samples or less.
constexpr int most_at_once = 128;
constexpr int usual_samples = 5;
/// So many find the best key nearly always. CONFIG SET takes any number, as in Redis, and with two
/// thousand million each choice would look at all keys.
constexpr int most_samples = 64;

int samples_of(const Parameters& parameters) {
  return std::min(parameters.maxmemory_samples, most_samples);
}

/// In the same time, whatever the number of samples: only random choices take none.
int at_once(const Parameters& parameters) {
  if (is_random(parameters.maxmemory_policy)) return most_at_once;
  return most_at_once * usual_samples / std::max(samples_of(parameters), usual_samples);
}

bool above_limit(const Instance& instance) {
  const std::size_t used = instance.keyspace.memory_bytes() + instance.client_bytes;
  return used > instance.parameters.maxmemory;
}

/// False when there is no key that may go.
bool evict_one(Instance& instance) {
  const Parameters& parameters = instance.parameters;
  const auto victim = instance.eviction.choose(parameters.maxmemory_policy,
                                               static_cast<std::size_t>(samples_of(parameters)));
  if (!victim) return false;
  Journal* const journal = instance.journal;
  if (journal != nullptr) journal->before_change(victim->database, victim->key);
  // One that was dead was none: it is written down as such.
  if (!instance.keyspace[victim->database].erase(victim->key)) return true;
  ++instance.statistics.evicted_keys;
  instance.event(Topic::evicted, "evicted", victim->database, victim->key);
  if (journal == nullptr) return true;
  const std::array<std::string_view, 2> words{"DEL", victim->key};
  journal->append(victim->database, words);
  return true;
}

}  // namespace

Room make_room(Instance& instance) {
  // No limit, or a log is being replayed: what it says was decided then.
  if (instance.parameters.maxmemory == 0 || instance.keyspace.now() == 0) return Room::enough;
  const int most = at_once(instance.parameters);
  for (int gone = 0; gone < most; ++gone) {
    if (!above_limit(instance)) return Room::enough;
    if (!evict_one(instance)) return Room::none;
  }
  if (!above_limit(instance)) return Room::enough;
  instance.has_chores.set();
  return Room::later;
}

}  // namespace kit::resp
