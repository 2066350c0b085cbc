// COMMAND: what the server can do, for clients that ask before they send.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/docs.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/help.hpp"
#include "servers/resp/commands/key_specs.hpp"
#include "servers/resp/store/glob.hpp"

namespace kit::resp::commands {
namespace {

struct FlagName {
  Flag flag;
  std::string_view name;
};

/// In the order in which Redis gives them.
constexpr std::array<FlagName, 16> flag_names{{{Flag::write, "write"},
                                               {Flag::readonly, "readonly"},
                                               {Flag::denyoom, "denyoom"},
                                               {Flag::admin, "admin"},
                                               {Flag::pubsub, "pubsub"},
                                               {Flag::noscript, "noscript"},
                                               {Flag::blocking, "blocking"},
                                               {Flag::loading, "loading"},
                                               {Flag::stale, "stale"},
                                               {Flag::skip_slowlog, "skip_slowlog"},
                                               {Flag::fast, "fast"},
                                               {Flag::no_auth, "no_auth"},
                                               {Flag::no_async_loading, "no_async_loading"},
                                               {Flag::no_multi, "no_multi"},
                                               {Flag::allow_busy, "allow_busy"},
                                               {Flag::movablekeys, "movablekeys"}}};

/// The same.
constexpr std::array<std::string_view, 21> category_names{
    "keyspace", "read",   "write",       "set",       "sortedset",  "list",        "hash",
    "string",   "bitmap", "hyperloglog", "geo",       "stream",     "pubsub",      "admin",
    "fast",     "slow",   "blocking",    "dangerous", "connection", "transaction", "scripting"};

/// By its full name, in letters of any case: "get", "config|get".
const Command* find_by_full_name(std::string_view name) {
  const std::size_t bar = name.find('|');
  const Command* const command = find_command(name.substr(0, bar));
  if (command == nullptr || bar == name.npos) return command;
  return find_subcommand(*command, name.substr(bar + 1));
}

/// The categories of the access control: some follow from the flags, some stand in the docs.
std::vector<std::string_view> categories(const Command& command) {
  const Docs* const docs = find_docs(command.name);
  std::vector<std::string_view> own;
  if (docs != nullptr && docs->categories != "-") own = split_list(docs->categories, ',');
  const bool is_admin = command.flags.has(Flag::admin);
  if (command.flags.has(Flag::write)) own.emplace_back("write");
  if (command.flags.has(Flag::readonly)) own.emplace_back("read");
  if (is_admin) own.insert(own.end(), {"admin", "dangerous"});
  own.emplace_back(command.flags.has(Flag::fast) ? "fast" : "slow");
  std::vector<std::string_view> ordered;
  for (const std::string_view name : category_names)
    if (std::find(own.begin(), own.end(), name) != own.end()) ordered.push_back(name);
  return ordered;
}

void describe_range(ReplyWriter& reply, const KeySpec& spec) {
  if (spec.first == 0) {
    reply.bulk("unknown");
    reply.bulk("spec");
    return reply.map(0);
  }
  const bool counted = spec.range == KeySpec::Range::counted;
  const std::array<std::string_view, 3> names =
      counted ? std::array<std::string_view, 3>{"keynumidx", "firstkey", "keystep"}
              : std::array<std::string_view, 3>{"lastkey", "keystep", "limit"};
  reply.bulk(counted ? "keynum" : "range");
  reply.bulk("spec");
  reply.map(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    reply.bulk(names[i]);
    reply.integer(spec.numbers[i]);
  }
}

void describe(ReplyWriter& reply, const KeySpec& spec) {
  reply.map(spec.notes.empty() ? 3 : 4);
  if (!spec.notes.empty()) {
    reply.bulk("notes");
    reply.bulk(spec.notes);
  }
  reply.bulk("flags");
  const std::vector<std::string_view> flags = split_list(spec.flags, ',');
  reply.set(flags.size());
  for (const std::string_view flag : flags) reply.simple(flag);
  reply.bulk("begin_search");
  reply.map(2);
  reply.bulk("type");
  reply.bulk(spec.first == 0 ? "unknown" : "index");
  reply.bulk("spec");
  reply.map(spec.first == 0 ? 0 : 1);
  if (spec.first != 0) {
    reply.bulk("index");
    reply.integer(spec.first);
  }
  reply.bulk("find_keys");
  reply.map(2);
  reply.bulk("type");
  describe_range(reply, spec);
}

void describe(ReplyWriter& reply, const Command& command) {
  reply.array(10);
  reply.bulk(command.name);
  reply.integer(command.arity);
  std::vector<std::string_view> flags;
  for (const FlagName& each : flag_names)
    if (command.flags.has(each.flag)) flags.push_back(each.name);
  reply.set(flags.size());
  for (const std::string_view flag : flags) reply.simple(flag);
  reply.integer(command.keys.first);
  reply.integer(command.keys.last);
  reply.integer(command.keys.step);
  const std::vector<std::string_view> groups = categories(command);
  reply.set(groups.size());
  for (const std::string_view group : groups) reply.simple("@" + std::string(group));
  const auto tips = command_tips(command.name);
  reply.set(tips.size());
  for (const std::string_view tip : tips) reply.bulk(tip);
  const auto specs = key_specs(command.name);
  reply.set(specs.size());
  for (const KeySpec& spec : specs) describe(reply, spec);
  // Redis says "none" with an empty set.
  if (command.subcommands.empty()) return reply.set(0);
  reply.array(command.subcommands.size());
  for (const Command& subcommand : command.subcommands) describe(reply, subcommand);
}

void reply_docs(ReplyWriter& reply, const Command& command) {
  const Docs* const docs = find_docs(command.name);
  reply.bulk(command.name);
  if (docs == nullptr) return reply.map(0);
  reply.map(4 + std::size_t{!docs->arguments.empty()} + std::size_t{!command.subcommands.empty()});
  reply.bulk("summary");
  reply.bulk(docs->summary);
  reply.bulk("since");
  reply.bulk(docs->since);
  reply.bulk("group");
  reply.bulk(docs->group);
  reply.bulk("complexity");
  reply.bulk(docs->complexity);
  if (!docs->arguments.empty()) {
    reply.bulk("arguments");
    reply_arguments(reply, docs->arguments);
  }
  if (command.subcommands.empty()) return;
  reply.bulk("subcommands");
  reply.map(command.subcommands.size());
  for (const Command& subcommand : command.subcommands) reply_docs(reply, subcommand);
}

bool is_listed(const Call& call, const Command& command) {
  if (call.size() == 2) return true;
  const std::string_view wanted = call[4];
  if (is_word(call[3], "pattern")) return glob_match(wanted, command.name, Case::insensitive);
  if (!is_word(call[3], "aclcat")) return false;  // there are no modules
  for (const std::string_view category : categories(command))
    if (is_word(wanted, category)) return true;
  return false;
}

}  // namespace

void command(Call& call) {
  call.reply.array(all_commands().size());
  for (const Command& each : all_commands()) describe(call.reply, each);
}

void command_count(Call& call) {
  call.reply.integer(static_cast<std::int64_t>(all_commands().size()));
}

void command_info(Call& call) {
  if (call.size() == 2) return command(call);
  call.reply.array(call.size() - 2);
  for (std::size_t i = 2; i < call.size(); ++i) {
    const Command* const found = find_by_full_name(call[i]);
    if (found == nullptr)
      call.reply.null();
    else
      describe(call.reply, *found);
  }
}

void command_docs(Call& call) {
  std::vector<const Command*> wanted;
  if (call.size() == 2)
    for (const Command& each : all_commands()) wanted.push_back(&each);
  for (std::size_t i = 2; i < call.size(); ++i)
    if (const Command* const found = find_by_full_name(call[i])) wanted.push_back(found);
  call.reply.map(wanted.size());
  for (const Command* const each : wanted) reply_docs(call.reply, *each);
}

void command_list(Call& call) {
  const bool filtered =
      call.size() == 5 && is_word(call[2], "filterby") &&
      (is_word(call[3], "module") || is_word(call[3], "aclcat") || is_word(call[3], "pattern"));
  if (call.size() != 2 && !filtered) return call.reply.error(syntax_error);
  std::vector<std::string_view> names;
  for_each_command([&](const Command& each) {
    if (is_listed(call, each)) names.push_back(each.name);
  });
  call.reply.array(names.size());
  for (const std::string_view name : names) call.reply.bulk(name);
}

void command_help(Call& call) {
  reply_help(call, "COMMAND",
             {"(no subcommand)", "    Return details about all Redis commands.", "COUNT",
              "    Return the total number of commands in this Redis server.", "LIST",
              "    Return a list of all commands in this Redis server.",
              "INFO [<command-name> ...]", "    Return details about multiple Redis commands.",
              "    If no command names are given, documentation details for all",
              "    commands are returned.", "DOCS [<command-name> ...]",
              "    Return documentation details about multiple Redis commands.",
              "    If no command names are given, documentation details for all",
              "    commands are returned.", "GETKEYS <full-command>",
              "    Return the keys from a full Redis command.", "GETKEYSANDFLAGS <full-command>",
              "    Return the keys and the access flags from a full Redis command."});
}

}  // namespace kit::resp::commands
