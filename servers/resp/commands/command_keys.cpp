// COMMAND GETKEYS and GETKEYSANDFLAGS: which arguments of a command are keys.
#include <optional>
#include <string_view>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/key_specs.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

struct FlaggedKey {
  std::string_view key;
  std::string_view flags;  // "RO,access"
};
using Keys = std::vector<FlaggedKey>;

/// False if the arguments cannot be right.
bool add_counted(const KeySpec& spec, Arguments words, Keys& keys) {
  const auto first = static_cast<std::size_t>(spec.first);
  if (first >= words.size()) return false;
  const Arguments counted = counted_keys(words, spec.first);
  for (const std::string_view key : counted) keys.push_back({key, spec.flags});
  return !counted.empty();
}

void add_range(const KeySpec& spec, Arguments words, Keys& keys) {
  const auto size = static_cast<int>(words.size());
  const int last = spec.numbers[0] < 0 ? size + spec.numbers[0] : spec.first + spec.numbers[0];
  for (int i = spec.first; i <= last && i < size; i += spec.numbers[1])
    keys.push_back({words[static_cast<std::size_t>(i)], spec.flags});
}

bool has_word(Arguments words, std::string_view wanted) {
  for (const std::string_view word : words)
    if (is_word(word, wanted)) return true;
  return false;
}

/// True if BITFIELD with these operations changes nothing.
bool only_gets(Arguments operations) {
  return !has_word(operations, "set") && !has_word(operations, "incrby");
}

/// What the options of a command make of its keys.
void look_at_options(std::string_view command, Arguments words, Keys& keys) {
  if (command == "set")
    keys[0].flags = has_word(words.subspan(3), "get") ? "RW,access,update" : "OW,update";
  if (command == "bitfield")
    keys[0].flags = only_gets(words.subspan(2)) ? "RO,access" : "RW,access,update";
  if (command != "sort") return;
  std::string_view target;
  for (std::size_t i = 2; i + 1 < words.size(); ++i) {
    if (is_word(words[i], "limit"))
      i += 2;
    else if (is_word(words[i], "get") || is_word(words[i], "by"))
      ++i;
    else if (is_word(words[i], "store"))
      target = words[i + 1];  // the last one counts
  }
  if (target.data() != nullptr) keys.push_back({target, "OW,update"});
}

/// None after replying why there are none.
std::optional<Keys> find_keys(Call& call) {
  const auto refuse = [&call](std::string_view reason) {
    call.reply.error(reason);
    return std::nullopt;
  };
  const Arguments words = call.arguments.subspan(2);
  const Command* found = find_command(words[0]);
  if (found != nullptr && !found->subcommands.empty() && words.size() > 1)
    found = find_subcommand(*found, words[1]);
  if (found == nullptr) return refuse("ERR Invalid command specified");
  const auto specs = key_specs(found->name);
  // A channel that a server of its own may keep looks like a key, and is none.
  const bool has_keys = !specs.empty() && specs.front().flags != "not_key";
  if (!has_keys) return refuse("ERR The command has no key arguments");
  if (!accepts(*found, words.size()))
    return refuse("ERR Invalid number of arguments specified for command");
  Keys keys;
  for (const KeySpec& spec : specs) {
    if (spec.first == 0) continue;
    if (spec.range == KeySpec::Range::from_to)
      add_range(spec, words, keys);
    else if (!add_counted(spec, words, keys))
      return refuse("ERR Invalid arguments specified for command");
  }
  look_at_options(found->name, words, keys);
  return keys;
}

}  // namespace

void command_getkeys(Call& call) {
  const std::optional<Keys> keys = find_keys(call);
  if (!keys) return;
  call.reply.array(keys->size());
  for (const FlaggedKey& each : *keys) call.reply.bulk(each.key);
}

void command_getkeysandflags(Call& call) {
  const std::optional<Keys> keys = find_keys(call);
  if (!keys) return;
  call.reply.array(keys->size());
  for (const FlaggedKey& each : *keys) {
    call.reply.array(2);
    call.reply.bulk(each.key);
    const std::vector<std::string_view> flags = split_list(each.flags, ',');
    call.reply.set(flags.size());
    for (const std::string_view flag : flags) call.reply.simple(flag);
  }
}

}  // namespace kit::resp::commands
