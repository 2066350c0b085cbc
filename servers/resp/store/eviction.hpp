// Eviction: which key goes when there is no room.
//
// To find the best of all keys would take a list through all of them, and memory for it. A few
// drawn by lot have one among them that is nearly as good, and the good ones of earlier draws are
// remembered: a pool of 16, best last. So every further key costs a handful of looks. As in Redis.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/store/keyspace.hpp"

namespace kit::resp {

/// Which keys go when maxmemory is reached: of all keys or of those with a deadline ("volatile"),
/// those not used for longest (lru), used least often (lfu), any (random), or that die first (ttl).
/// In the order in which Redis names them.
enum class EvictionPolicy {
  volatile_lru,
  volatile_lfu,
  volatile_random,
  volatile_ttl,
  allkeys_lru,
  allkeys_lfu,
  allkeys_random,
  noeviction,
};

constexpr bool is_volatile(EvictionPolicy policy) noexcept {
  return policy <= EvictionPolicy::volatile_ttl;
}
constexpr bool is_lru(EvictionPolicy policy) noexcept {
  return policy == EvictionPolicy::volatile_lru || policy == EvictionPolicy::allkeys_lru;
}
/// Those for which entries note how often they are used, not when.
constexpr bool is_lfu(EvictionPolicy policy) noexcept {
  return policy == EvictionPolicy::volatile_lfu || policy == EvictionPolicy::allkeys_lfu;
}
constexpr bool is_random(EvictionPolicy policy) noexcept {
  return policy == EvictionPolicy::volatile_random || policy == EvictionPolicy::allkeys_random;
}

class Eviction {
 public:
  struct Victim {
    std::size_t database;
    std::string key;
  };

  /// `keyspace` must outlive it. `random()` gives 64 random bits.
  Eviction(Keyspace& keyspace, std::function<std::uint64_t()> random)
      : keyspace_(keyspace), random_(std::move(random)) {}

  /// A key to take out, which is there now; none when there is none that the policy allows.
  /// `samples`: how many keys of each database are looked at.
  std::optional<Victim> choose(EvictionPolicy policy, std::size_t samples);

 private:
  static constexpr std::size_t pool_size = 16;

  struct Candidate {
    std::uint64_t score = 0;  // the higher, the better it is to lose
    std::size_t database = 0;
    std::string key;
  };

  std::uint64_t score(const Entry& entry) const;
  void look(std::size_t number, std::size_t samples);
  void offer(std::size_t number, const Entry& entry);
  std::optional<Victim> take_best();
  std::optional<Victim> draw();

  Keyspace& keyspace_;
  std::function<std::uint64_t()> random_;
  EvictionPolicy policy_ = EvictionPolicy::noeviction;  // that of the scores in the pool
  std::array<Candidate, pool_size> pool_;               // by score, the lowest first
  std::size_t candidates_ = 0;                          // of these, from the front
  std::size_t next_database_ = 0;                       // where the next draw begins
};

}  // namespace kit::resp
