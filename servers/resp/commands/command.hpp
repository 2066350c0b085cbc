// Command: what the server knows of a command before it runs: its name, how many arguments it
// takes, what it does to the data, and which of its arguments are keys. table.cpp lists them all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kit::resp {

class Call;

/// Redis's own words, as COMMAND INFO gives them.
enum class Flag : std::uint32_t {
  write = 1 << 0,       // may change the data: goes to the append-only file
  readonly = 1 << 1,    // reads keys
  denyoom = 1 << 2,     // may need memory: refused above maxmemory
  admin = 1 << 3,       //
  noscript = 1 << 4,    //
  loading = 1 << 5,     // also while data is being loaded
  stale = 1 << 6,       //
  fast = 1 << 7,        // takes the same time whatever is stored
  no_auth = 1 << 8,     // before AUTH, too
  allow_busy = 1 << 9,  //
  no_multi = 1 << 10,   // not in a transaction
  no_async_loading = 1 << 11,
  blocking = 1 << 12,  // may keep its client waiting for a key
  pubsub = 1 << 13,    // publishes, subscribes, or tells who has
  skip_slowlog = 1 << 15,
  movablekeys = 1 << 14,  // the KeyRange does not tell all keys
};

class Flags {
 public:
  constexpr Flags() = default;
  constexpr Flags(Flag flag) : bits_(static_cast<std::uint32_t>(flag)) {}
  constexpr bool has(Flag flag) const { return (bits_ & static_cast<std::uint32_t>(flag)) != 0; }
  constexpr Flags operator|(Flags other) const { return Flags(bits_ | other.bits_); }

 private:
  constexpr explicit Flags(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

constexpr Flags operator|(Flag a, Flag b) { return Flags(a) | Flags(b); }

/// Which arguments are keys: every `step`th from `first` to `last`; 0 is the command's name.
struct KeyRange {
  int first = 0;  // 0: no argument is
  int last = 0;   // negative: from the end, -1 the last argument
  int step = 0;
  /// This argument says how many keys follow it, in addition; 0: none does.
  int count_at = 0;
  /// This argument most likely names a member of the collection under the first key; 0: none does.
  /// No promise: the memory for it is asked for early.
  int member_at = 0;
};

struct Command;

/// An array of commands, as std::span would have it: but that is not allowed in the type itself,
/// which is not complete there yet (and libc++ refuses it).
class CommandList {
 public:
  constexpr CommandList() = default;
  template <std::size_t count>
  constexpr CommandList(const Command (&commands)[count]) : first_(commands), size_(count) {}

  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr const Command* begin() const noexcept { return first_; }
  constexpr const Command* end() const noexcept;

 private:
  const Command* first_ = nullptr;
  std::size_t size_ = 0;
};

struct Command {
  std::string_view name;  // small letters
  int arity;              // how many arguments, the name included; -n: at least n
  Flags flags;
  KeyRange keys;
  /// Replies once. Null: one of the subcommands does.
  void (*run)(Call&);
  CommandList subcommands = {};
};

constexpr const Command* CommandList::end() const noexcept { return first_ + size_; }

/// In the order of table.cpp.
std::span<const Command> all_commands();
/// In letters of any case; null when there is none.
const Command* find_command(std::string_view name) noexcept;
const Command* find_subcommand(const Command& command, std::string_view name) noexcept;

/// True if a command of so many arguments, the name included, is acceptable.
constexpr bool accepts(const Command& command, std::size_t arguments) {
  const int count = static_cast<int>(arguments);
  return command.arity >= 0 ? count == command.arity : count >= -command.arity;
}

}  // namespace kit::resp
