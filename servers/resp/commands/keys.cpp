// Commands on keys, whatever their values are.
#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/database_number.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::string_view same_objects = "ERR source and destination objects are the same";

/// What execute() does for the keys of the client's own database.
void announce_change(Call& call, std::size_t database, std::string_view key) {
  if (call.instance.journal != nullptr) call.instance.journal->before_change(database, key);
}

void erase_all(Call& call) {
  std::int64_t erased = 0;
  for (const std::string_view key : call.arguments.subspan(1)) {
    if (!call.database().erase(key)) continue;
    ++erased;
    call.event(Topic::generic, "del", key);
  }
  if (erased > 0) call.changed();
  call.reply.integer(erased);
}

/// `entry` is that of the first argument, and becomes that of the second; its deadline goes with
/// it.
void rename_to_second(Call& call, Entry* entry) {
  Database& database = call.database();
  const std::string_view key = call[2];
  // Out of the way first: to find something, a table looks at the keys of its entries.
  (void)database.erase(key);
  Entry* const taken = database.take(entry);
  Entry* renamed = nullptr;
  try {
    renamed = taken->with_key(key);
  } catch (...) {
    database.insert(taken);
    throw;
  }
  database.insert(renamed);
  call.changed();
  call.event(Topic::generic, "rename_from", call[1]);
  call.event(Topic::generic, "rename_to", call[2]);
}

struct CopyOptions {
  std::size_t database;
  bool replace = false;
};

/// None after replying what is wrong with them.
std::optional<CopyOptions> copy_options(Call& call) {
  CopyOptions options{.database = call.client.database};
  for (std::size_t i = 3; i < call.size(); ++i) {
    if (is_word(call[i], "replace")) {
      options.replace = true;
    } else if (is_word(call[i], "db") && i + 1 < call.size()) {
      const std::optional<std::size_t> database = database_number(call, ++i);
      if (!database) return std::nullopt;
      options.database = *database;
    } else {
      call.reply.error(syntax_error);
      return std::nullopt;
    }
  }
  return options;
}

}  // namespace

// ------------------------------------------------------------ is it there?

void del(Call& call) { erase_all(call); }

/// A text is given back at once: that takes no longer than to hand it to somebody else.
void unlink(Call& call) { erase_all(call); }

void exists(Call& call) {
  std::int64_t there = 0;
  for (const std::string_view key : call.arguments.subspan(1))
    there += call.peek(key) != nullptr ? 1 : 0;
  call.reply.integer(there);
}

void touch(Call& call) {
  std::int64_t touched = 0;
  for (const std::string_view key : call.arguments.subspan(1))
    touched += call.read(key) != nullptr ? 1 : 0;
  call.reply.integer(touched);
}

void type(Call& call) {
  const Entry* const entry = call.peek(call[1]);
  call.reply.simple(entry == nullptr ? "none" : type_name(entry->kind()));
}

void randomkey(Call& call) {
  Database& database = call.database();
  Entry* drawn = database.random_key([&call] { return call.instance.draw(); });
  // A hundred draws have found dead ones only: then the first in order that lives.
  std::uint64_t cursor = 0;
  while (drawn == nullptr && database.size() > 0) {
    cursor = database.scan(cursor, [&drawn](Entry* entry) { drawn = entry; });
    if (cursor == 0) break;
  }
  if (drawn == nullptr) return call.reply.null();
  call.reply.bulk(drawn->key());
}

// ------------------------------------------------------------ elsewhere, or under another name

void rename(Call& call) {
  Entry* const entry = call.find(call[1]);
  if (entry == nullptr) return call.reply.error(no_such_key);
  if (call[1] != call[2]) rename_to_second(call, entry);
  call.reply.simple("OK");
}

void renamenx(Call& call) {
  const bool present = call.find(call[2]) != nullptr;
  Entry* const entry = call.find(call[1]);
  if (entry == nullptr) return call.reply.error(no_such_key);
  if (present) return call.reply.integer(0);
  rename_to_second(call, entry);
  call.reply.integer(1);
}

void copy(Call& call) {
  const std::optional<CopyOptions> options = copy_options(call);
  if (!options) return;
  if (options->database == call.client.database && call[1] == call[2])
    return call.reply.error(same_objects);
  Database& target = call.instance.keyspace[options->database];
  const bool present = target.find(call[2]) != nullptr;
  const Entry* const source = call.read(call[1]);
  if (source == nullptr || (present && !options->replace)) return call.reply.integer(0);
  announce_change(call, options->database, call[2]);
  Entry* const made = Entry::copy(*source, call[2], source->deadline());
  (void)target.erase(call[2]);
  target.insert(made);
  call.changed();
  call.instance.event(Topic::generic, "copy_to", options->database, call[2]);
  call.reply.integer(1);
}

void move(Call& call) {
  const std::optional<std::size_t> number = database_number(call, 2);
  if (!number) return;
  if (*number == call.client.database) return call.reply.error(same_objects);
  Database& target = call.instance.keyspace[*number];
  Entry* const entry = call.find(call[1]);
  if (entry == nullptr || target.find(call[1]) != nullptr) return call.reply.integer(0);
  announce_change(call, *number, call[1]);
  target.insert(call.database().take(entry));
  call.changed();
  call.event(Topic::generic, "move_from", call[1]);
  call.instance.event(Topic::generic, "move_to", *number, call[1]);
  call.reply.integer(1);
}

}  // namespace kit::resp::commands
