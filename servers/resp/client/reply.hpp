// Reply: what a Redis server answered, as a value.
//
// Both versions of the protocol become the same value. What only RESP3 can say (maps, sets,
// doubles, ...) a RESP2 server says with arrays and strings, so who asks such a server gets those.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kit::redis {

enum class ReplyKind : std::uint8_t {
  null,
  simple,      // text: "OK"
  error,       // text: "WRONGTYPE Operation against ..."
  integer,     // integer
  bulk,        // text: any bytes
  array,       // items
  map,         // items: key, value, key, value
  set,         // items
  push,        // items: what nobody asked for
  number,      // number
  boolean,     // integer: 0 or 1
  big_number,  // text: the digits
  verbatim,    // text, without the three letters that say its format
};

struct Reply {
  ReplyKind kind = ReplyKind::null;
  std::string text;
  std::int64_t integer = 0;
  double number = 0;
  std::vector<Reply> items;

  bool is_null() const noexcept { return kind == ReplyKind::null; }
  bool is_error() const noexcept { return kind == ReplyKind::error; }
  /// An array whose first item is this text: "message", "subscribe".
  bool begins_with(std::string_view word) const noexcept {
    return !items.empty() && items.front().text == word;
  }

  friend bool operator==(const Reply&, const Reply&) = default;
};

}  // namespace kit::redis
