// Replies of a Redis server, RESP2 and RESP3, as the bytes that came.
//
// Written for the tests, and on purpose not with the server's own protocol code: a mistake there
// must not hide itself here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kit::test {

/// Where the reply that begins at `from` ends; npos while not all of it is here. Throws
/// std::runtime_error for what cannot be a reply.
std::size_t reply_end(std::string_view bytes, std::size_t from = 0);

/// A reply, taken apart.
struct Reply {
  char type = 0;             // the first byte: + - : $ * and _ , # ( ! = % ~ >
  bool null = false;         // "$-1", "*-1" or "_"
  std::string text;          // of all that have no items
  std::vector<Reply> items;  // of a map: key, value, key, value
};

/// `bytes` are exactly one reply.
Reply parse_reply(std::string_view bytes);

/// The bytes of a reply that was taken apart.
std::string unparse(const Reply& reply);

/// For messages: in quotes, with escapes, cut if it is long.
std::string shown(std::string_view bytes);

}  // namespace kit::test
