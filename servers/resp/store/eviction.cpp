#include "servers/resp/store/eviction.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kit::resp {

std::uint64_t Eviction::score(const Entry& entry) const {
  const Usage& usage = keyspace_.usage();
  if (is_lru(policy_)) return usage.idle(entry.access());
  if (is_lfu(policy_)) return 255 - usage.count(entry.access());
  // The sooner it dies, the higher.
  constexpr auto latest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::uint64_t>(latest - std::max<std::int64_t>(*entry.deadline(), 0));
}

/// Into the pool, if it is better than the worst there or there is room.
void Eviction::offer(std::size_t number, const Entry& entry) {
  const std::uint64_t its_score = score(entry);
  const auto begin = pool_.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(candidates_);
  const bool known = std::any_of(begin, end, [&](const Candidate& each) {
    return each.database == number && each.key == entry.key();
  });
  if (known) return;
  const auto place = std::find_if(
      begin, end, [its_score](const Candidate& each) { return each.score >= its_score; });
  Candidate* spot = nullptr;
  if (candidates_ < pool_size) {
    std::move_backward(place, end, end + 1);
    ++candidates_;
    spot = &*place;
  } else {
    if (place == begin) return;
    std::rotate(begin, begin + 1, place);  // the worst one makes room
    spot = &*(place - 1);
  }
  spot->score = its_score;
  spot->database = number;
  spot->key = entry.key();
}

void Eviction::look(std::size_t number, std::size_t samples) {
  const Database& database = keyspace_[number];
  const auto visit = [this, number](const Entry* entry) { offer(number, *entry); };
  if (is_volatile(policy_))
    database.sample_mortal(samples, random_(), visit);
  else
    database.sample(samples, random_(), visit);
}

/// Those that have gone meanwhile, or may not go any more, are passed over.
std::optional<Eviction::Victim> Eviction::take_best() {
  while (candidates_ > 0) {
    Candidate& best = pool_[--candidates_];
    const Entry* const entry = keyspace_[best.database].find(best.key);
    if (entry == nullptr || (is_volatile(policy_) && !entry->deadline())) continue;
    return Victim{best.database, std::move(best.key)};
  }
  return std::nullopt;
}

/// Any key, from one database after the other.
std::optional<Eviction::Victim> Eviction::draw() {
  for (std::size_t i = 0; i < keyspace_.size(); ++i) {
    const std::size_t number = next_database_++ % keyspace_.size();
    const Database& database = keyspace_[number];
    const Entry* const entry =
        is_volatile(policy_) ? database.draw_mortal(random_) : database.draw(random_);
    if (entry != nullptr) return Victim{number, std::string(entry->key())};
  }
  return std::nullopt;
}

std::optional<Eviction::Victim> Eviction::choose(EvictionPolicy policy, std::size_t samples) {
  if (policy == EvictionPolicy::noeviction) return std::nullopt;
  if (std::exchange(policy_, policy) != policy) candidates_ = 0;
  if (is_random(policy)) return draw();
  // A look finds nothing where a large table is nearly empty. Any key will do then.
  constexpr int most_rounds = 3;
  for (int round = 0; round < most_rounds; ++round) {
    for (std::size_t i = 0; i < keyspace_.size(); ++i) {
      const Database& database = keyspace_[i];
      if ((is_volatile(policy) ? database.with_deadline() : database.size()) > 0) look(i, samples);
    }
    if (std::optional<Victim> victim = take_best()) return victim;
  }
  return draw();
}

}  // namespace kit::resp
