// Call: one command while it runs: its arguments, where its reply goes, and what it may reach.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/commands/command.hpp"
#include "servers/resp/protocol/reply.hpp"
#include "servers/resp/state/client.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {

using Arguments = std::span<const std::string_view>;

// Replies that many commands share, in Redis's words.
inline constexpr std::string_view syntax_error = "ERR syntax error";
inline constexpr std::string_view not_an_integer = "ERR value is not an integer or out of range";
inline constexpr std::string_view not_a_float = "ERR value is not a valid float";
inline constexpr std::string_view no_such_key = "ERR no such key";
inline constexpr std::string_view too_long_key = "ERR key is too long (268435455 bytes at most)";
inline constexpr std::string_view too_long_text =
    "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
inline constexpr std::string_view wrong_type =
    "WRONGTYPE Operation against a key holding the wrong kind of value";

/// What goes to the append-only file in place of the command.
using LogEntry = std::vector<std::string>;

class Call {
 public:
  Call(Instance& the_instance, Client& the_client, const Command& the_command,
       Arguments the_arguments, ReplyWriter& the_reply) noexcept
      : instance(the_instance),
        client(the_client),
        command(the_command),
        arguments(the_arguments),
        reply(the_reply) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  Instance& instance;
  Client& client;
  const Command& command;
  Arguments arguments;  // [0] is the name, of a subcommand the container's
  ReplyWriter& reply;
  /// Of a command that has waited for several keys: the one to which something has happened. It
  /// looks at no other.
  std::optional<std::string_view> only_key;

  std::size_t size() const noexcept { return arguments.size(); }
  std::string_view operator[](std::size_t i) const noexcept { return arguments[i]; }

  Database& database() noexcept { return instance.keyspace[client.database]; }
  /// Unix time in ms; the same for the whole command.
  std::int64_t now() const noexcept { return instance.keyspace.now(); }

  /// To read the key: counts as use, and in the statistics. Null when it is not there, of which
  /// those hear who have asked for it.
  Entry* read(std::string_view key);
  /// To look at what is known of it: counts in the statistics, and not as use.
  Entry* peek(std::string_view key);
  /// The same, and nobody hears that it is not there: for those who look at the server.
  Entry* inspect(std::string_view key);
  /// To change it: counts as use only.
  Entry* find(std::string_view key);

  /// The argument as an integer. Without one, replies `otherwise` and returns none.
  std::optional<std::int64_t> integer(std::size_t i, std::string_view otherwise = not_an_integer);

  /// Something has changed: the command goes to the append-only file as it came.
  void changed() noexcept { ++changes_; }
  /// The same with other words, since these would mean something else later: EXPIRE key 10 is
  /// PEXPIREAT key <ms>. Several calls: several commands.
  void changed_as(std::initializer_list<std::string_view> words);
  /// The only call of its kind in this command. There may be no entries while there is no
  /// append-only file.
  void changed_as(std::vector<LogEntry>&& entries) noexcept;

  /// For those who watch the key, or have subscribed to what happens to it: `name` is the word of
  /// Redis, as "lpush". Besides changed(), which is for the append-only file.
  void event(Topic topic, std::string_view name, std::string_view key) {
    instance.event(topic, name, client.database, key);
  }

  /// It has no reply yet; see block().
  void wait_on() noexcept { waits_on_ = true; }
  bool waits_on() const noexcept { return waits_on_; }

  std::uint64_t changes() const noexcept { return changes_; }
  const std::vector<LogEntry>& log_entries() const noexcept { return log_entries_; }

 private:
  Entry* noted(Entry* entry, std::string_view key) noexcept;

  std::uint64_t changes_ = 0;
  bool waits_on_ = false;
  std::vector<LogEntry> log_entries_;
};

/// The keys behind the argument that says how many there are; none if it is no number, or there are
/// fewer.
Arguments counted_keys(Arguments arguments, int count_at) noexcept;

/// Calls `visit(std::string_view)` for each key among the arguments of `command`.
template <class Visit>
void for_each_key(const Command& command, Arguments arguments, Visit visit) {
  const KeyRange& keys = command.keys;
  const auto size = static_cast<int>(arguments.size());
  if (keys.first != 0) {
    const int last = keys.last < 0 ? size + keys.last : keys.last;
    for (int i = keys.first; i <= last && i < size; i += keys.step)
      visit(arguments[static_cast<std::size_t>(i)]);
  }
  if (keys.count_at == 0 || keys.count_at >= size) return;
  for (const std::string_view key : counted_keys(arguments, keys.count_at)) visit(key);
}

/// True if the two are the same but for the case of ASCII letters. `word` in small letters.
bool is_word(std::string_view text, std::string_view word) noexcept;

/// A word of the client as an error repeats it: where it has a zero byte it ends, as in Redis.
constexpr std::string_view until_zero(std::string_view word) noexcept {
  return word.substr(0, word.find('\0'));
}

/// What TYPE calls it.
std::string_view type_name(Kind kind) noexcept;

}  // namespace kit::resp
