// Keyspace: the numbered databases of one server, and what is left of those that were emptied.
//
// Emptying a database takes no time, however many keys it has: they are gone at once for everybody,
// and their memory is given back by free_some(), in pieces as small as the caller likes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "servers/resp/store/database.hpp"

namespace kit::resp {

class Keyspace {
 public:
  explicit Keyspace(std::size_t databases = 16);

  /// The time, and who is told of dead keys.
  StoreState& state() noexcept { return state_; }
  std::int64_t now() const noexcept { return state_.now; }
  const Usage& usage() const noexcept { return state_.usage; }

  std::size_t size() const noexcept { return databases_.size(); }
  Database& operator[](std::size_t number) noexcept { return databases_[number]; }
  const Database& operator[](std::size_t number) const noexcept { return databases_[number]; }

  /// Of all databases; dead ones that are not found yet are counted.
  std::size_t key_count() const noexcept;
  std::size_t memory_bytes() const noexcept;

  void flush(std::size_t number);
  void flush_all();

  bool has_remains() const noexcept { return !remains_.empty() || !state_.discarded.empty(); }
  /// Frees what stood in up to `buckets` buckets (about six keys each). True while there is more.
  bool free_some(std::size_t buckets) noexcept;

 private:
  StoreState state_;
  std::deque<Database> databases_;  // which cannot move
  std::deque<Database::Remains> remains_;
};

}  // namespace kit::resp
