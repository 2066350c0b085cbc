#include "servers/resp/store/keyspace.hpp"

namespace kit::resp {

Keyspace::Keyspace(std::size_t databases) {
  for (std::size_t i = 0; i < databases; ++i) databases_.emplace_back(state_, i);
}

std::size_t Keyspace::key_count() const noexcept {
  std::size_t count = 0;
  for (const Database& database : databases_) count += database.size();
  return count;
}

std::size_t Keyspace::memory_bytes() const noexcept {
  std::size_t bytes = 0;
  for (const Database& database : databases_) bytes += database.memory_bytes();
  return bytes;
}

void Keyspace::flush(std::size_t number) {
  if (databases_[number].size() == 0) return;
  remains_.push_back(databases_[number].take_all());
}

void Keyspace::flush_all() {
  for (std::size_t i = 0; i < databases_.size(); ++i) flush(i);
}

bool Keyspace::free_some(std::size_t buckets) noexcept {
  constexpr std::size_t pieces_in_a_bucket = 8;
  if (state_.free_discarded(buckets * pieces_in_a_bucket)) return true;
  if (!remains_.empty() && !remains_.front().free_some(buckets)) remains_.pop_front();
  return has_remains();
}

}  // namespace kit::resp
