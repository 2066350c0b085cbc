// What SCAN, HSCAN, SSCAN and ZSCAN share: cursor, MATCH, COUNT, and the shape of the reply.
//
//   const std::optional<std::uint64_t> cursor = scan_cursor(call, 2);
//   if (!cursor) return;
//   const Found<Set> set(call, call[1]);
//   if (set.refused()) return;
//   if (!set) return ScanReply(call).send(0);     // before the options are looked at, as in Redis
//   const std::optional<ScanOptions> options = scan_options(call, 3);
//   if (!options) return;
//   ScanReply reply(call);
//   const auto take = [&](std::string_view member) {
//     if (options->wants(member)) reply.add(member);
//   };
//   reply.send(scan_some(*set, *cursor, options->count, take));
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

struct ScanOptions {
  std::uint64_t count = 10;  // about so many elements are looked at; at least 1
  std::string_view pattern = "*";
  std::optional<std::string_view> type;  // SCAN's alone; none: any

  /// Whether MATCH lets it through.
  bool wants(std::string_view element) const;
};

/// Argument `i` as strtoul() reads it in Redis: it may have a sign, and nothing at all is zero.
/// Without a cursor, replies so and returns none.
std::optional<std::uint64_t> scan_cursor(Call& call, std::size_t i);

enum class ScanType : bool { refused, allowed };
/// The arguments from `first` on. None after replying what is wrong with them.
std::optional<ScanOptions> scan_options(Call& call, std::size_t first,
                                        ScanType type = ScanType::refused);

/// Steps for each element asked for. A table that was emptied has hardly one in each: then a reply
/// has fewer than COUNT says, and the client asks again.
inline constexpr std::uint64_t steps_per_element = 10;

/// Calls `visit` for about `count` elements, or none in a sparse table, and returns the cursor for
/// the next time; 0: that was all. `source.scan(cursor, visit)` takes one step, as Table::scan.
template <class Source, class Visit>
std::uint64_t scan_some(const Source& source, std::uint64_t cursor, std::uint64_t count,
                        Visit visit) {
  std::uint64_t seen = 0;
  std::uint64_t steps = 0;
  do {
    cursor = source.scan(cursor, [&](const auto&... element) {
      ++seen;
      visit(element...);
    });
  } while (cursor != 0 && seen < count && ++steps / steps_per_element < count);
  return cursor;
}

/// The cursor comes first in the reply, and is known last: until then the elements wait here.
class ScanReply {
 public:
  explicit ScanReply(Call& call) : call_(call) {}

  void add(std::string_view bytes) {
    ReplyWriter(elements_).bulk(bytes);
    ++size_;
  }
  /// Once, at the end.
  void send(std::uint64_t cursor);

 private:
  Call& call_;
  std::string elements_;  // each a reply
  std::size_t size_ = 0;
};

}  // namespace kit::resp
