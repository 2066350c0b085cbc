// BITFIELD: integers of any width in a text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "servers/resp/commands/bit_integers.hpp"
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/values.hpp"
#include "servers/resp/protocol/number.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::string_view not_a_type =
    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 "
    "is.";
constexpr std::string_view not_an_offset = "ERR bit offset is not an integer or out of range";

enum class Action : std::uint8_t { get, set, add };

struct Operation {
  Action action = Action::get;
  BitInteger type{false, 1};
  std::size_t offset = 0;  // in bits
  std::int64_t value = 0;  // not of a get
  Overflow overflow = Overflow::wrap;

  std::size_t end() const noexcept { return offset + type.bits; }
};

std::optional<Action> parse_action(std::string_view word, std::size_t arguments) {
  if (is_word(word, "get") && arguments >= 2) return Action::get;
  if (is_word(word, "set") && arguments >= 3) return Action::set;
  if (is_word(word, "incrby") && arguments >= 3) return Action::add;
  return std::nullopt;
}

std::optional<Overflow> parse_overflow(std::string_view word) {
  word = until_zero(word);
  if (is_word(word, "wrap")) return Overflow::wrap;
  if (is_word(word, "sat")) return Overflow::saturate;
  if (is_word(word, "fail")) return Overflow::fail;
  return std::nullopt;
}

/// "u8", "i64".
std::optional<BitInteger> parse_type(std::string_view word) {
  word = until_zero(word);
  if (!word.starts_with('i') && !word.starts_with('u')) return std::nullopt;
  const bool is_signed = word.starts_with('i');
  const std::optional<std::int64_t> bits = parse_integer(word.substr(1));
  if (!bits || *bits < 1 || *bits > (is_signed ? 64 : 63)) return std::nullopt;
  return BitInteger{is_signed, static_cast<unsigned>(*bits)};
}

/// "100", or "#3": so many integers of that width from the start.
std::optional<std::size_t> parse_offset(const Call& call, std::string_view word, unsigned bits) {
  const bool in_integers = word.starts_with('#');
  const std::optional<std::int64_t> number = parse_integer(word.substr(in_integers ? 1 : 0));
  std::int64_t offset = 0;
  if (!number || __builtin_mul_overflow(*number, in_integers ? bits : 1U, &offset) || offset < 0)
    return std::nullopt;
  const auto bit = static_cast<std::size_t>(offset);
  const bool too_far = bit / 8 >= call.instance.parameters.proto_max_bulk_len;
  if (too_far && !is_replayed(call)) return std::nullopt;
  return bit;
}

/// Arguments `i` and what follows it, as far as `action` takes them. None after replying what is
/// wrong with them.
std::optional<Operation> parse_operation(Call& call, std::size_t i, Action action,
                                         Overflow overflow) {
  const std::optional<BitInteger> type = parse_type(call[i + 1]);
  if (!type) return call.reply.error(not_a_type), std::nullopt;
  const std::optional<std::size_t> offset = parse_offset(call, call[i + 2], type->bits);
  if (!offset) return call.reply.error(not_an_offset), std::nullopt;
  const std::optional<std::int64_t> value = action == Action::get ? 0 : call.integer(i + 3);
  if (!value) return std::nullopt;
  return Operation{action, *type, *offset, *value, overflow};
}

std::optional<std::vector<Operation>> parse_operations(Call& call) {
  std::vector<Operation> operations;
  Overflow overflow = Overflow::wrap;
  for (std::size_t i = 2; i < call.size();) {
    const std::size_t arguments = call.size() - i - 1;
    if (is_word(call[i], "overflow") && arguments >= 1) {
      const std::optional<Overflow> parsed = parse_overflow(call[i + 1]);
      if (!parsed) return call.reply.error("ERR Invalid OVERFLOW type specified"), std::nullopt;
      overflow = *parsed;
      i += 2;
      continue;
    }
    const std::optional<Action> action = parse_action(call[i], arguments);
    if (!action) return call.reply.error(syntax_error), std::nullopt;
    const std::optional<Operation> operation = parse_operation(call, i, *action, overflow);
    if (!operation) return std::nullopt;
    operations.push_back(*operation);
    i += *action == Action::get ? 3 : 4;
  }
  return operations;
}

/// How long the text must be for all that is written into it, in bytes; 0: nothing is.
std::size_t written_size(const std::vector<Operation>& operations) {
  std::size_t bits = 0;
  for (const Operation& each : operations)
    if (each.action != Action::get) bits = std::max(bits, each.end());
  return (bits + 7) / 8;
}

void read_all(Call& call, const std::vector<Operation>& operations) {
  const Entry* const entry = call.read(call[1]);
  if (!expect_string(call, entry)) return;
  std::optional<ValueText> value;
  if (entry != nullptr) value.emplace(*entry);
  const std::string_view text = value ? value->view() : std::string_view();
  call.reply.array(operations.size());
  for (const Operation& each : operations)
    call.reply.integer(read_integer(text, each.offset, each.type));
}

/// What an operation leaves where it wrote.
enum class Written : std::uint8_t { nothing, same, other };

Written carry_out(Call& call, char* text, std::size_t size, const Operation& operation) {
  const BitInteger type = operation.type;
  const std::int64_t before = read_integer({text, size}, operation.offset, type);
  if (operation.action == Action::get) return call.reply.integer(before), Written::nothing;
  const bool adds = operation.action == Action::add;
  const std::optional<std::int64_t> after = add_integers(
      type, adds ? before : operation.value, adds ? operation.value : 0, operation.overflow);
  if (!after) return call.reply.null(), Written::nothing;
  write_integer(text, operation.offset, type, *after);
  if (*after != before) call.changed();
  call.reply.integer(adds ? *after : before);
  return *after == before ? Written::same : Written::other;
}

/// As far as the farthest write goes there is a text, even if that write then fails; of that alone
/// nobody hears, as in Redis, but the log does.
void write_all(Call& call, const std::vector<Operation>& operations) {
  Entry* const entry = call.find(call[1]);
  if (!expect_string(call, entry)) return;
  const std::size_t before = entry != nullptr ? ValueText(*entry).view().size() : 0;
  const std::size_t size = std::max(before, written_size(operations));
  char* const text = writable_text(call, entry, call[1], size);
  const bool is_longer = size != before;
  if (is_longer) call.changed();
  bool is_written = false;
  call.reply.array(operations.size());
  for (const Operation& each : operations) {
    const Written written = carry_out(call, text, size, each);
    is_written |= written == Written::other || (is_longer && written == Written::same);
  }
  if (is_written) call.event(Topic::string, "setbit", call[1]);
}

}  // namespace

void bitfield(Call& call) {
  const std::optional<std::vector<Operation>> operations = parse_operations(call);
  if (!operations) return;
  if (written_size(*operations) == 0) return read_all(call, *operations);
  write_all(call, *operations);
}

void bitfield_ro(Call& call) {
  const std::optional<std::vector<Operation>> operations = parse_operations(call);
  if (!operations) return;
  if (written_size(*operations) == 0) return read_all(call, *operations);
  call.reply.error("ERR BITFIELD_RO only supports the GET subcommand");
}

}  // namespace kit::resp::commands
