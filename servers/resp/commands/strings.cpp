// Commands that set and get whole texts.
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/set_options.hpp"
#include "servers/resp/commands/values.hpp"

namespace kit::resp::commands {
namespace {

/// SET with a deadline, in words that mean the same at any time.
void log_mortal(Call& call, std::string_view key, std::string_view value, std::int64_t deadline) {
  if (call.instance.journal == nullptr) return call.changed();  // a cache writes no digits
  call.changed_as({"SET", key, value, "PXAT", std::to_string(deadline)});
}

void log_set(Call& call, const SetOptions& options, Entry::Deadline deadline) {
  if (options.time_word != TimeWord::none) return log_mortal(call, call[1], call[2], *deadline);
  if (!options.get) return call.changed();
  if (options.keep_deadline) return call.changed_as({"SET", call[1], call[2], "KEEPTTL"});
  call.changed_as({"SET", call[1], call[2]});
}

/// What the options want of the present value. False, after a reply, if it is to stay.
bool look_before(Call& call, const SetOptions& options, Entry::Deadline& deadline) {
  const Entry* const entry = options.get ? call.read(call[1]) : call.find(call[1]);
  if (options.get && !reply_value(call, entry)) return false;
  if (entry != nullptr ? options.only_new : options.only_existing) {
    if (!options.get) call.reply.null();
    return false;
  }
  if (options.keep_deadline && entry != nullptr) deadline = entry->deadline();
  return true;
}

void set_with_options(Call& call) {
  const std::optional<SetOptions> options = parse_set_options(call);
  if (!options) return;
  Entry::Deadline deadline;
  if (options->time_word != TimeWord::none) {
    deadline = parse_deadline(call, options->time, options->time_word);
    if (!deadline) return;
  }
  if (options->asks_what_is_there() && !look_before(call, *options, deadline)) return;
  call.database().set(call[1], call[2], deadline);
  log_set(call, *options, deadline);
  call.event(Topic::string, "set", call[1]);
  if (options->time_word != TimeWord::none) call.event(Topic::generic, "expire", call[1]);
  if (!options->get) call.reply.ok();
}

/// SETEX and PSETEX: key, time, value.
void set_mortal(Call& call, TimeWord word) {
  const std::optional<std::int64_t> deadline = parse_deadline(call, 2, word);
  if (!deadline) return;
  call.database().set(call[1], call[3], deadline);
  log_mortal(call, call[1], call[3], *deadline);
  call.event(Topic::string, "set", call[1]);
  call.event(Topic::generic, "expire", call[1]);
  call.reply.ok();
}

/// Replies and returns false if a key has no value behind it.
bool expect_pairs(Call& call) {
  if (call.size() % 2 == 1) return true;
  std::string text = "ERR wrong number of arguments for '";
  call.reply.error(text.append(call.command.name).append("' command"));
  return false;
}

void set_pairs(Call& call) {
  std::size_t i = 1;
  try {
    for (; i < call.size(); i += 2) {
      call.database().set(call[i], call[i + 1]);
      call.event(Topic::string, "set", call[i]);
    }
  } catch (const std::bad_alloc&) {
    // The log is to tell what there is.
    for (std::size_t done = 1; done < i; done += 2)
      call.changed_as({"SET", call[done], call[done + 1]});
    throw;
  }
  call.changed();
}

}  // namespace

void set(Call& call) {
  if (call.size() > 3) return set_with_options(call);
  call.database().set(call[1], call[2]);
  call.changed();
  call.event(Topic::string, "set", call[1]);
  call.reply.ok();
}

void setnx(Call& call) {
  if (call.find(call[1]) != nullptr) return call.reply.integer(0);
  call.database().set(call[1], call[2]);
  call.changed();
  call.event(Topic::string, "set", call[1]);
  call.reply.integer(1);
}

void setex(Call& call) { set_mortal(call, TimeWord::seconds); }

void psetex(Call& call) { set_mortal(call, TimeWord::milliseconds); }

void mset(Call& call) {
  if (!expect_pairs(call)) return;
  set_pairs(call);
  call.reply.ok();
}

void msetnx(Call& call) {
  if (!expect_pairs(call)) return;
  for (std::size_t i = 1; i < call.size(); i += 2)
    if (call.find(call[i]) != nullptr) return call.reply.integer(0);
  set_pairs(call);
  call.reply.integer(1);
}

void get(Call& call) { reply_value(call, call.read(call[1])); }

void mget(Call& call) {
  call.reply.array(call.size() - 1);
  for (std::size_t i = 1; i < call.size(); ++i) {
    const Entry* const entry = call.read(call[i]);
    const bool found = entry != nullptr && is_string(entry->kind());
    reply_value(call, found ? entry : nullptr);
  }
}

void getset(Call& call) {
  if (!reply_value(call, call.read(call[1]))) return;
  call.database().set(call[1], call[2]);
  call.changed_as({"SET", call[1], call[2]});
  call.event(Topic::string, "set", call[1]);
}

void getdel(Call& call) {
  const Entry* const entry = call.read(call[1]);
  if (!reply_value(call, entry) || entry == nullptr) return;
  call.database().erase(call[1]);
  call.changed_as({"DEL", call[1]});
  call.event(Topic::generic, "del", call[1]);
}

void getex(Call& call) {
  const std::optional<SetOptions> options = parse_getex_options(call);
  if (!options) return;
  Entry* const entry = call.read(call[1]);
  if (entry == nullptr) return call.reply.null();
  if (!expect_string(call, entry)) return;
  Entry::Deadline deadline;
  if (options->time_word != TimeWord::none) {
    deadline = parse_deadline(call, options->time, options->time_word);
    if (!deadline) return;
  }
  reply_value(call, entry);
  if (deadline && *deadline <= call.now()) {
    call.database().erase(call[1]);
    call.changed_as({"DEL", call[1]});
    return call.event(Topic::generic, "del", call[1]);
  }
  if (deadline) {
    call.database().set_deadline(entry, deadline);
    call.changed_as({"PEXPIREAT", call[1], std::to_string(*deadline)});
    return call.event(Topic::generic, "expire", call[1]);
  }
  if (!options->persist || !entry->deadline()) return;
  call.database().set_deadline(entry, {});
  call.changed_as({"PERSIST", call[1]});
  call.event(Topic::generic, "persist", call[1]);
}

}  // namespace kit::resp::commands
