// Commands that give some fields of a hash: by lot, or the next ones of a scan.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "servers/resp/commands/families_hashes.hpp"
#include "servers/resp/commands/hashes.hpp"
#include "servers/resp/commands/scan_options.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

/// Drawing from so large a part of a hash meets what was drawn before too often: then all of it is
/// walked through.
constexpr std::uint64_t large_part = 3;  // more than one in three

struct RandomFields {
  std::int64_t count = 0;  // negative: so many, and the same may come again
  bool with_values = false;
};

/// None after replying what is wrong with the arguments.
std::optional<RandomFields> random_fields(Call& call) {
  const std::optional<std::int64_t> count = call.integer(2);
  if (!count) return std::nullopt;
  if (*count < -most)
    return call.reply.error("ERR value is out of range, value must between " +
                            std::to_string(-most) + " and " + std::to_string(most)),
           std::nullopt;
  const bool with_values = call.size() == 4 && is_word(call[3], "withvalues");
  if (call.size() > 3 && !with_values) return call.reply.error(syntax_error), std::nullopt;
  if (with_values && (*count < -(most / 2) || *count > most / 2))
    return call.reply.error("ERR value is out of range"), std::nullopt;
  return RandomFields{*count, with_values};
}

/// Replies of so many fields: in version 3 each pair is an array, in version 2 all of it is flat.
class FieldsReply {
 public:
  FieldsReply(Call& call, std::uint64_t count, bool with_values)
      : call_(call), with_values_(with_values) {
    pairs_ = with_values && call.reply.version() == Version::resp3;
    call.reply.array(with_values && !pairs_ ? 2 * count : count);
  }

  void add(const PackElement& field, const PackElement& value) {
    if (pairs_) call_.reply.array(2);
    reply_element(call_.reply, field);
    bytes_ += frame + field.size();
    if (!with_values_) return;
    reply_element(call_.reply, value);
    bytes_ += frame + value.size();
  }
  /// True if this is more already than may wait for the client, which is cut off then: Redis, whose
  /// limit is off, goes on until it has no memory.
  bool is_too_long() const noexcept {
    const std::size_t limit = call_.instance.parameters.output_limits.normal.hard;
    call_.client.closing |= limit != 0 && bytes_ > limit;
    return call_.client.closing;
  }

 private:
  static constexpr std::size_t frame = 6;  // "$1", two line ends

  Call& call_;
  bool with_values_;
  bool pairs_;
  std::size_t bytes_ = 0;
};

/// `count` fields, each by lot: a small hash may give thousands.
void draw_each(Call& call, const Hash& hash, std::uint64_t count, bool with_values) {
  FieldsReply reply(call, count, with_values);
  const auto random = [&call] { return call.instance.draw(); };
  std::vector<Hash::Pair> pairs;  // a walk through the pack for each would be too long
  if (hash.is_small() && count > 1)
    hash.for_each([&pairs](const PackElement& field, const PackElement& value) {
      pairs.push_back({field, value});
    });
  for (; count > 0 && !reply.is_too_long(); --count) {
    const Hash::Pair pair = pairs.empty() ? hash.draw(random) : pairs[random() % pairs.size()];
    reply.add(pair.field, pair.value);
  }
}

/// `count` different fields, fewer than there are, in the order of a walk: each is taken with the
/// chance that is left (Knuth's algorithm S).
void draw_walking(Call& call, const Hash& hash, std::uint64_t count, bool with_values) {
  FieldsReply reply(call, count, with_values);
  std::uint64_t left = hash.size();
  hash.for_each([&](const PackElement& field, const PackElement& value) {
    if (call.instance.draw() % left-- >= count) return;
    --count;
    reply.add(field, value);
  });
}

/// `count` different fields, a small part of a big hash.
void draw_different(Call& call, const Hash& hash, std::uint64_t count, bool with_values) {
  FieldsReply reply(call, count, with_values);
  const auto random = [&call] { return call.instance.draw(); };
  std::unordered_set<std::string_view> drawn;
  while (drawn.size() < count) {
    const Hash::Pair pair = hash.draw(random);
    PackElement::Digits none;
    if (drawn.insert(pair.field.text(none)).second) reply.add(pair.field, pair.value);
  }
}

void reply_fields(Call& call, const Hash& hash, const RandomFields& wanted) {
  const bool with_values = wanted.with_values;
  if (wanted.count < 0)
    return draw_each(call, hash, static_cast<std::uint64_t>(-wanted.count), with_values);
  const auto count = static_cast<std::uint64_t>(wanted.count);
  if (count >= hash.size()) {
    FieldsReply reply(call, hash.size(), with_values);
    return hash.for_each(
        [&reply](const PackElement& field, const PackElement& value) { reply.add(field, value); });
  }
  if (count <= 1) return draw_each(call, hash, count, with_values);
  if (hash.is_small() || count > hash.size() / large_part)
    return draw_walking(call, hash, count, with_values);
  draw_different(call, hash, count, with_values);
}

}  // namespace

void hrandfield(Call& call) {
  const bool counted = call.size() > 2;
  const std::optional<RandomFields> wanted = counted ? random_fields(call) : RandomFields{};
  if (!wanted) return;
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  if (!counted) {
    if (!hash) return call.reply.null();
    return reply_element(call.reply, hash->draw([&call] { return call.instance.draw(); }).field);
  }
  if (!hash || wanted->count == 0) return call.reply.array(0);
  reply_fields(call, *hash, *wanted);
}

void hscan(Call& call) {
  const std::optional<std::uint64_t> cursor = scan_cursor(call, 2);
  if (!cursor) return;
  const Found<Hash> hash(call, call[1]);
  if (hash.refused()) return;
  if (!hash) return ScanReply(call).send(0);
  const std::optional<ScanOptions> options = scan_options(call, 3);
  if (!options) return;
  ScanReply reply(call);
  const auto take = [&](const PackElement& field, const PackElement& value) {
    PackElement::Digits field_digits;
    PackElement::Digits value_digits;
    const std::string_view name = field.text(field_digits);
    if (!options->wants(name)) return;
    reply.add(name);
    reply.add(value.text(value_digits));
  };
  reply.send(scan_some(*hash, *cursor, options->count, take));
}

}  // namespace kit::resp::commands
