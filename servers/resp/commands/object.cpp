// OBJECT: how a value is kept, and when it was used.
#include <array>
#include <cstdint>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"

namespace kit::resp::commands {
namespace {

/// The longest text that Redis keeps beside its header. Ours may be longer: this is what OBJECT
/// ENCODING promises to those who ask.
constexpr std::size_t longest_embstr = 44;
/// Redis keeps one object for each number below, for all keys together.
constexpr std::int64_t shared_numbers = 10'000;
constexpr std::int64_t many_references = 2'147'483'647;

constexpr std::array<std::string_view, 15> help{
    "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
    "ENCODING <key>",
    "    Return the kind of internal representation used in order to store the value",
    "    associated with a <key>.",
    "FREQ <key>",
    "    Return the access frequency index of the <key>. The returned integer is",
    "    proportional to the logarithm of the recent access frequency of the key.",
    "IDLETIME <key>",
    "    Return the idle time of the <key>, that is the approximated number of",
    "    seconds elapsed since the last access to the key.",
    "REFCOUNT <key>",
    "    Return the number of references of the value associated with the specified",
    "    <key>.",
    "HELP",
    "    Prints this help.",
};

constexpr std::string_view no_frequency =
    "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that "
    "when switching between policies at runtime LRU and LFU data will take some time to adjust.";
constexpr std::string_view no_idle_time =
    "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when "
    "switching between policies at runtime LRU and LFU data will take some time to adjust.";

std::string_view encoding(const Entry& entry) {
  if (!is_string(entry.kind())) return entry.encoding();
  if (entry.kind() == Kind::integer) return "int";
  // A short text in a block is one that somebody has written into, and may again.
  const bool beside_header =
      entry.kind() == Kind::embedded && entry.text().size() <= longest_embstr;
  return beside_header ? "embstr" : "raw";
}

bool counts_frequency(const Parameters& parameters) { return is_lfu(parameters.maxmemory_policy); }

/// An age of its own for each key leaves nothing to share.
bool shares_numbers(const Parameters& parameters) {
  const EvictionPolicy policy = parameters.maxmemory_policy;
  return parameters.maxmemory == 0 || (!is_lru(policy) && !is_lfu(policy));
}

}  // namespace

void object_help(Call& call) {
  call.reply.array(help.size());
  for (const std::string_view line : help) call.reply.simple(line);
}

void object_encoding(Call& call) {
  const Entry* const entry = call.inspect(call[2]);
  if (entry == nullptr) return call.reply.null();
  call.reply.bulk(encoding(*entry));
}

void object_refcount(Call& call) {
  const Entry* const entry = call.inspect(call[2]);
  if (entry == nullptr) return call.reply.null();
  const bool shared = entry->kind() == Kind::integer && entry->number() >= 0 &&
                      entry->number() < shared_numbers && shares_numbers(call.instance.parameters);
  call.reply.integer(shared ? many_references : 1);
}

void object_idletime(Call& call) {
  const Entry* const entry = call.inspect(call[2]);
  if (entry == nullptr) return call.reply.null();
  if (counts_frequency(call.instance.parameters)) return call.reply.error(no_idle_time);
  call.reply.integer(call.instance.keyspace.usage().idle(entry->access()));
}

void object_freq(Call& call) {
  const Entry* const entry = call.inspect(call[2]);
  if (entry == nullptr) return call.reply.null();
  if (!counts_frequency(call.instance.parameters)) return call.reply.error(no_frequency);
  call.reply.integer(call.instance.keyspace.usage().count(entry->access()));
}

}  // namespace kit::resp::commands
