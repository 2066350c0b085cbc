// Commands that list keys: all at once, or some at a time.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/scan_options.hpp"
#include "servers/resp/store/glob.hpp"

namespace kit::resp::commands {
namespace {

bool is_wanted(const Entry& entry, const ScanOptions& options) {
  if (!options.wants(entry.key())) return false;
  // `type` in letters of any case.
  return !options.type || is_word(*options.type, type_name(entry.kind()));
}

}  // namespace

void keys(Call& call) {
  const std::string_view pattern = call[1];
  const bool all = pattern == "*";
  std::vector<std::string_view> found;
  std::uint64_t cursor = 0;
  do {
    cursor = call.database().scan(cursor, [&](const Entry* entry) {
      if (all || glob_match(pattern, entry->key())) found.push_back(entry->key());
    });
  } while (cursor != 0);
  call.reply.array(found.size());
  for (const std::string_view key : found) call.reply.bulk(key);
}

void scan(Call& call) {
  const std::optional<std::uint64_t> cursor = scan_cursor(call, 1);
  if (!cursor) return;
  const std::optional<ScanOptions> options = scan_options(call, 2, ScanType::allowed);
  if (!options) return;
  ScanReply reply(call);
  const auto take = [&](const Entry* entry) {
    if (is_wanted(*entry, *options)) reply.add(entry->key());
  };
  reply.send(scan_some(call.database(), *cursor, options->count, take));
}

}  // namespace kit::resp::commands
