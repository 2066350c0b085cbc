// What the commands on lists share.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/collections.hpp"
#include "servers/resp/store/collections/list.hpp"

namespace kit::resp {

/// Redis calls the head left, and the tail right.
enum class End : std::uint8_t { head, tail };

/// The argument as LEFT or RIGHT. None after replying that it is neither.
inline std::optional<End> parse_end(Call& call, std::size_t i) {
  if (is_word(call[i], "left")) return End::head;
  if (is_word(call[i], "right")) return End::tail;
  call.reply.error(syntax_error);
  return std::nullopt;
}

/// The word of the event.
constexpr std::string_view push_event(End end) noexcept {
  return end == End::head ? "lpush" : "rpush";
}

inline PackLimits pack_limits(const Call& call) noexcept {
  return PackLimits::of(call.instance.parameters.list_max_listpack_size);
}

inline void push(List& list, End end, const PackValue& value, const PackLimits& limits) {
  end == End::head ? list.push_front(value, limits) : list.push_back(value, limits);
}

inline void pop(List& list, End end, std::size_t count = 1) noexcept {
  end == End::head ? list.pop_front(count) : list.pop_back(count);
}

inline void reply_element(ReplyWriter& reply, const PackElement& element) {
  PackElement::Digits digits;
  reply.bulk(element.text(digits));
}

}  // namespace kit::resp
