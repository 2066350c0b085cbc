#include "servers/resp/server/room.hpp"

#include <array>
#include <string_view>

#include "servers/resp/server/journal.hpp"

namespace kit::resp {
namespace {

/// One takes one to three microseconds.
constexpr int most_at_once = 128;

bool above_limit(const Instance& instance) {
  const std::size_t used = instance.keyspace.memory_bytes() + instance.client_bytes;
  return used > instance.parameters.maxmemory;
}

/// False when there is no key that may go.
bool evict_one(Instance& instance) {
  const Parameters& parameters = instance.parameters;
  const auto victim = instance.eviction.choose(
      parameters.maxmemory_policy, static_cast<std::size_t>(parameters.maxmemory_samples));
  if (!victim) return false;
  Journal* const journal = instance.journal;
  if (journal != nullptr) journal->before_change(victim->database, victim->key);
  // One that was dead was none: it is written down as such.
  if (!instance.keyspace[victim->database].erase(victim->key)) return true;
  ++instance.statistics.evicted_keys;
  if (journal == nullptr) return true;
  const std::array<std::string_view, 2> words{"DEL", victim->key};
  journal->append(victim->database, words);
  return true;
}

}  // namespace

Room make_room(Instance& instance) {
  // No limit, or a log is being replayed: what it says was decided then.
  if (instance.parameters.maxmemory == 0 || instance.keyspace.now() == 0) return Room::enough;
  for (int gone = 0; gone < most_at_once; ++gone) {
    if (!above_limit(instance)) return Room::enough;
    if (!evict_one(instance)) return Room::none;
  }
  if (!above_limit(instance)) return Room::enough;
  instance.has_chores.set();
  return Room::later;
}

}  // namespace kit::resp
