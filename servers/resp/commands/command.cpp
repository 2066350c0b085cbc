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
#include "servers/resp/store/glob.hpp"

namespace kit::resp::commands {
namespace {

struct FlagName {
  Flag flag;
  std::string_view name;
};

constexpr std::array<FlagName, 16> flag_names{{{Flag::write, "write"},
                                               {Flag::readonly, "readonly"},
                                               {Flag::denyoom, "denyoom"},
                                               {Flag::admin, "admin"},
                                               {Flag::noscript, "noscript"},
                                               {Flag::loading, "loading"},
                                               {Flag::stale, "stale"},
                                               {Flag::fast, "fast"},
                                               {Flag::no_auth, "no_auth"},
                                               {Flag::no_async_loading, "no_async_loading"},
                                               {Flag::no_multi, "no_multi"},
                                               {Flag::allow_busy, "allow_busy"},
                                               {Flag::blocking, "blocking"},
                                               {Flag::pubsub, "pubsub"},
                                               {Flag::skip_slowlog, "skip_slowlog"},
                                               {Flag::movablekeys, "movablekeys"}}};

/// By its full name, in letters of any case: "get", "config|get".
const Command* find_by_full_name(std::string_view name) {
  const std::size_t bar = name.find('|');
  const Command* const command = find_command(name.substr(0, bar));
  if (command == nullptr || bar == name.npos) return command;
  return find_subcommand(*command, name.substr(bar + 1));
}

/// The categories of the access control: some follow from the flags, some stand in the docs.
std::vector<std::string> categories(const Command& command) {
  std::vector<std::string> all;
  const Docs* const docs = find_docs(command.name);
  std::string_view own = docs == nullptr || docs->categories == "-" ? "" : docs->categories;
  const bool is_admin = command.flags.has(Flag::admin);
  if (command.flags.has(Flag::write)) all.emplace_back("@write");
  if (command.flags.has(Flag::readonly)) all.emplace_back("@read");
  if (is_admin) all.emplace_back("@admin");
  if (is_admin) all.emplace_back("@dangerous");
  if (command.flags.has(Flag::pubsub)) all.emplace_back("@pubsub");
  all.emplace_back(command.flags.has(Flag::fast) ? "@fast" : "@slow");
  while (!own.empty()) {
    const std::size_t size = std::min(own.find(','), own.size());
    all.push_back("@" + std::string(own.substr(0, size)));
    own.remove_prefix(std::min(size + 1, own.size()));
  }
  return all;
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
  const std::vector<std::string> groups = categories(command);
  reply.set(groups.size());
  for (const std::string& group : groups) reply.simple(group);
  reply.array(0);  // tips, for clients that spread commands over servers
  reply.array(0);  // key specifications, which say no more here than the three numbers
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
  for (const std::string& category : categories(command))
    if (is_word(wanted, category.substr(1))) return true;
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

void command_getkeys(Call& call) {
  const Arguments words = call.arguments.subspan(2);
  const Command* found = find_command(words[0]);
  if (found != nullptr && !found->subcommands.empty() && words.size() > 1)
    found = find_subcommand(*found, words[1]);
  if (found == nullptr) return call.reply.error("ERR Invalid command specified");
  // A shard channel is none.
  if (found->keys.first == 0 || found->flags.has(Flag::pubsub))
    return call.reply.error("ERR The command has no key arguments");
  if (!accepts(*found, words.size()))
    return call.reply.error("ERR Invalid number of arguments specified for command");
  std::vector<std::string_view> keys;
  for_each_key(*found, words, [&keys](std::string_view key) { keys.push_back(key); });
  call.reply.array(keys.size());
  for (const std::string_view key : keys) call.reply.bulk(key);
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
              "    Return the keys from a full Redis command."});
}

}  // namespace kit::resp::commands
