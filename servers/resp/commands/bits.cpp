// Commands on the bits of one text.
#include <cstddef>
#include <cstdint>
#include <optional>

#include "servers/resp/commands/bit_words.hpp"
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::string_view not_an_offset = "ERR bit offset is not an integer or out of range";
constexpr std::string_view not_a_bit = "ERR bit is not an integer or out of range";

/// The bit that argument 2 names. Without one, replies what is wrong with it.
std::optional<std::size_t> bit_offset(Call& call) {
  const std::optional<std::int64_t> number = call.integer(2, not_an_offset);
  if (!number) return std::nullopt;
  const auto offset = static_cast<std::size_t>(*number);
  const bool too_far = offset / 8 >= call.instance.parameters.proto_max_bulk_len;
  if (*number >= 0 && (!too_far || is_replayed(call))) return offset;
  call.reply.error(not_an_offset);
  return std::nullopt;
}

/// The unit that argument `i` names. Without one, replies that the syntax is wrong.
std::optional<bool> is_in_bits(Call& call, std::size_t i) {
  if (is_word(call[i], "bit")) return true;
  if (is_word(call[i], "byte")) return false;
  call.reply.error(syntax_error);
  return std::nullopt;
}

/// The bits from index `first` to `last`, which count bytes or bits.
std::optional<IndexRange> bit_range(std::int64_t first, std::int64_t last, bool in_bits,
                                    std::size_t bytes) {
  if (in_bits) return index_range(first, last, 8 * bytes);
  const std::optional<IndexRange> range = index_range(first, last, bytes);
  if (!range) return std::nullopt;
  return IndexRange{8 * range->first, 8 * range->last + 7};
}

}  // namespace

void setbit(Call& call) {
  const std::optional<std::size_t> offset = bit_offset(call);
  if (!offset) return;
  const std::optional<std::int64_t> on = call.integer(3, not_a_bit);
  if (!on) return;
  if (*on != 0 && *on != 1) return call.reply.error(not_a_bit);
  Entry* const entry = call.find(call[1]);
  if (!expect_string(call, entry)) return;
  const std::size_t before = entry != nullptr ? ValueText(*entry).view().size() : 0;
  const std::size_t byte = *offset / 8;
  const std::size_t size = byte < before ? before : byte + 1;
  char& target = writable_text(call, entry, call[1], size)[byte];
  const auto mask = static_cast<unsigned char>(0x80 >> (*offset % 8));
  const bool was_on = (static_cast<unsigned char>(target) & mask) != 0;
  target = static_cast<char>(*on == 1 ? target | mask : target & ~mask);
  if (size != before || was_on != (*on == 1)) {
    call.changed();
    call.event(Topic::string, "setbit", call[1]);
  }
  call.reply.integer(was_on ? 1 : 0);
}

void getbit(Call& call) {
  const std::optional<std::size_t> offset = bit_offset(call);
  if (!offset) return;
  const Entry* const entry = call.read(call[1]);
  if (!expect_string(call, entry)) return;
  if (entry == nullptr) return call.reply.integer(0);
  const ValueText text(*entry);
  const bool on = *offset / 8 < text.view().size() && bit_at(text.view(), *offset);
  call.reply.integer(on ? 1 : 0);
}

void bitcount(Call& call) {
  const Entry* const entry = call.read(call[1]);
  if (entry == nullptr) return call.reply.integer(0);
  if (!expect_string(call, entry)) return;
  if (call.size() == 3 || call.size() > 5) return call.reply.error(syntax_error);
  const bool whole = call.size() == 2;
  const std::optional<std::int64_t> first = whole ? 0 : call.integer(2);
  if (!first) return;
  const std::optional<std::int64_t> last = whole ? -1 : call.integer(3);
  if (!last) return;
  if (is_backwards(*first, *last)) return call.reply.integer(0);
  const std::optional<bool> in_bits = call.size() == 5 ? is_in_bits(call, 4) : false;
  if (!in_bits) return;
  const ValueText text(*entry);
  const auto range = bit_range(*first, *last, *in_bits, text.view().size());
  const std::uint64_t count = range ? count_bits(text.view(), *range) : 0;
  call.reply.integer(static_cast<std::int64_t>(count));
}

void bitpos(Call& call) {
  const std::optional<std::int64_t> bit = call.integer(2);
  if (!bit) return;
  if (*bit != 0 && *bit != 1) return call.reply.error("ERR The bit argument must be 1 or 0.");
  const Entry* const entry = call.read(call[1]);
  if (entry == nullptr) return call.reply.integer(*bit == 1 ? -1 : 0);
  if (!expect_string(call, entry)) return;
  if (call.size() > 6) return call.reply.error(syntax_error);
  const std::optional<std::int64_t> first = call.size() > 3 ? call.integer(3) : 0;
  if (!first) return;
  const std::optional<bool> in_bits = call.size() == 6 ? is_in_bits(call, 5) : false;
  if (!in_bits) return;
  const bool has_last = call.size() > 4;
  const std::optional<std::int64_t> last = has_last ? call.integer(4) : -1;
  if (!last) return;
  const ValueText text(*entry);
  const std::size_t bytes = text.view().size();
  const auto range = bit_range(*first, *last, *in_bits, bytes);
  if (!range) return call.reply.integer(-1);
  if (const auto found = find_bit(text.view(), *range, *bit == 1))
    return call.reply.integer(static_cast<std::int64_t>(*found));
  // Without an end that was asked for, zeros follow behind the text.
  const bool behind = *bit == 0 && !has_last;
  call.reply.integer(behind ? static_cast<std::int64_t>(8 * bytes) : -1);
}

}  // namespace kit::resp::commands
