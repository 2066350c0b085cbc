// Batch: commands of one client that came together, read before the first of them runs.
//
// A key of a million is nowhere near the processor, and to wait for it takes longer than all the
// rest of a command. So the memory for all keys of a batch is asked for first, and the waits
// overlap.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/protocol/request.hpp"

namespace kit::resp {

class Batch {
 public:
  /// As many as a processor has loads under way.
  static constexpr std::size_t most_commands = 16;
  static constexpr std::size_t most_words = 96;

  struct Item {
    const Command* command = nullptr;  // null: there is none of that name
    Arguments arguments;
    std::size_t end = 0;       // behind it, in the bytes that were read
    StoreState::KnownKey key;  // its first, once prefetch() has been called
  };

  /// `last`: what the client's last command name has led to, and from now on this batch's: most
  /// clients repeat themselves. Null: nothing yet. It must outlive the batch.
  explicit Batch(const Command*& last) noexcept : last_(last) {}

  /// Reads commands from the front of `bytes` until it is full, or no further command is complete
  /// (or may be read: what a stranger may send is decided command by command). Returns the last
  /// answer of the parser. What was read looks into `bytes` and `parser`.
  Request read(RequestParser& parser, std::string_view bytes, const RequestLimits& limits);

  /// Asks the processor for what the commands will look for: keys, and members of big collections.
  void prefetch(const Database& database) noexcept;

  std::span<const Item> items() const noexcept { return {items_.begin(), count_}; }
  /// Behind all that was read, empty requests included.
  std::size_t end() const noexcept { return end_; }

 private:
  /// Room for `size` of them, and none: a batch is made for every read, and to set all of it to
  /// zero would take a third of the instructions of a PING.
  template <class T, std::size_t size>
  class Room {
   public:
    T* begin() noexcept { return reinterpret_cast<T*>(bytes_.data()); }
    const T* begin() const noexcept { return reinterpret_cast<const T*>(bytes_.data()); }

   private:
    static_assert(std::is_trivially_destructible_v<T>);
    alignas(T) std::array<std::byte, size * sizeof(T)> bytes_;
  };

  bool add(Arguments arguments, std::string_view bytes);
  void prefetch_members(const Database& database) const noexcept;

  const Command*& last_;
  Room<Item, most_commands> items_;
  Room<std::string_view, most_words> words_;
  std::size_t count_ = 0;
  std::size_t word_count_ = 0;
  std::size_t end_ = 0;
};

/// Tells the databases what the batch has hashed, as long as its bytes stay where they are.
class KnownKeys {
 public:
  explicit KnownKeys(StoreState& state) noexcept : state_(state) {}
  KnownKeys(const KnownKeys&) = delete;
  KnownKeys& operator=(const KnownKeys&) = delete;
  ~KnownKeys() { state_.known_key = {}; }

  void set(const StoreState::KnownKey& key) const noexcept { state_.known_key = key; }

 private:
  StoreState& state_;
};

}  // namespace kit::resp
