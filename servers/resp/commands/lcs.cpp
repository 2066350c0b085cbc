// LCS: what two texts have in common.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/common_subsequence.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"

namespace kit::resp::commands {
namespace {

struct LcsOptions {
  bool length = false;        // LEN
  bool ranges = false;        // IDX
  bool range_sizes = false;   // WITHMATCHLEN
  std::int64_t shortest = 0;  // MINMATCHLEN
};

bool take_lcs_word(std::string_view word, LcsOptions& options) {
  if (is_word(word, "len")) return options.length = true;
  if (is_word(word, "idx")) return options.ranges = true;
  if (is_word(word, "withmatchlen")) return options.range_sizes = true;
  return false;
}

std::optional<LcsOptions> parse_lcs_options(Call& call) {
  LcsOptions options;
  for (std::size_t i = 3; i < call.size(); ++i) {
    if (take_lcs_word(call[i], options)) continue;
    if (!is_word(call[i], "minmatchlen") || i + 1 == call.size())
      return call.reply.error(syntax_error), std::nullopt;
    const std::optional<std::int64_t> shortest = call.integer(++i);
    if (!shortest) return std::nullopt;
    options.shortest = *shortest;
  }
  if (!options.ranges || !options.length) return options;
  call.reply.error("ERR If you want both the length and indexes, please just use IDX.");
  return std::nullopt;
}

/// Redis has a table of four bytes for each pair and refuses what would take more than one value
/// may. Here it is a bit, but what takes so long should not depend on the server one talks to.
bool expect_small_enough(Call& call, std::string_view a, std::string_view b) {
  const std::size_t most = call.instance.parameters.proto_max_bulk_len / sizeof(std::uint32_t);
  if (a.size() + 1 <= most / (b.size() + 1)) return true;
  call.reply.error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  return false;
}

void reply_pair(Call& call, std::size_t first, std::size_t size) {
  call.reply.array(2);
  call.reply.integer(static_cast<std::int64_t>(first));
  call.reply.integer(static_cast<std::int64_t>(first + size - 1));
}

void reply_ranges(Call& call, std::vector<CommonRange> ranges, const LcsOptions& options) {
  std::size_t length = 0;
  for (const CommonRange& range : ranges) length += range.size;
  std::erase_if(ranges, [&options](const CommonRange& range) {
    return static_cast<std::int64_t>(range.size) < options.shortest;
  });
  call.reply.map(2);
  call.reply.bulk("matches");
  call.reply.array(ranges.size());
  for (const CommonRange& range : ranges) {
    call.reply.array(options.range_sizes ? 3 : 2);
    reply_pair(call, range.first_a, range.size);
    reply_pair(call, range.first_b, range.size);
    if (options.range_sizes) call.reply.integer(static_cast<std::int64_t>(range.size));
  }
  call.reply.bulk("len");
  call.reply.integer(static_cast<std::int64_t>(length));
}

void reply_text(Call& call, std::string_view a, std::vector<CommonRange> ranges) {
  std::reverse(ranges.begin(), ranges.end());
  std::string text;
  for (const CommonRange& range : ranges) text += a.substr(range.first_a, range.size);
  call.reply.bulk(text);
}

void reply_lcs(Call& call, std::string_view a, std::string_view b) {
  const std::optional<LcsOptions> options = parse_lcs_options(call);
  if (!options || !expect_small_enough(call, a, b)) return;
  if (options->length) return call.reply.integer(static_cast<std::int64_t>(common_length(a, b)));
  std::vector<CommonRange> ranges = common_ranges(a, b);
  if (options->ranges) return reply_ranges(call, std::move(ranges), *options);
  reply_text(call, a, std::move(ranges));
}

}  // namespace

void lcs(Call& call) {
  const Entry* const a = call.read(call[1]);
  // The second look may find the first key's entry or another, but changes none that is alive.
  const Entry* const b = call.read(call[2]);
  if ((a != nullptr && !is_string(a->kind())) || (b != nullptr && !is_string(b->kind())))
    return call.reply.error("ERR The specified keys must contain string values");
  std::optional<ValueText> text_a, text_b;
  if (a != nullptr) text_a.emplace(*a);
  if (b != nullptr) text_b.emplace(*b);
  reply_lcs(call, text_a ? text_a->view() : "", text_b ? text_b->view() : "");
}

}  // namespace kit::resp::commands
