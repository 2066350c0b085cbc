// Groups: commands that were written and synced together, with a line before them that says how
// long they are and what their checksum is:
//
//   #GROUP:<bytes>:<16 hex digits>\r\n  *3\r\n$3\r\nSET\r\n...
//
// Under SyncPolicy::always the file has zeroed space ahead of its end, since an fdatasync(2) that
// has no new length to note takes a third of the time. In exchange, after a crash of the machine
// any block of the last group may be missing: zeros in the middle of a value would look like a
// value. So a group counts as a whole, or not at all. Redis 7 takes these lines for comments, and
// skips them; what stands behind "#PLAIN\r\n" has no such lines, as everything that Redis writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kit::resp {

inline constexpr std::string_view plain_line = "#PLAIN\r\n";

struct GroupHeader {
  std::size_t header_size;  // of the line itself, in bytes
  std::uint64_t size;       // of what follows
  std::uint64_t checksum;
};

/// The line for a group that is these bytes.
std::string group_header(std::string_view bytes);
/// None when the bytes do not begin with such a line.
std::optional<GroupHeader> parse_group_header(std::string_view bytes);
bool matches(const GroupHeader& header, std::string_view bytes) noexcept;

/// True if a whole group, or a plain_line, stands anywhere between the two offsets: so what is
/// broken before it is not the last thing that was written. Throws OSError.
bool something_whole_follows(int fd, std::uint64_t from, std::uint64_t to);
/// True if there is nothing but zeros. Throws OSError.
bool only_zeros_follow(int fd, std::uint64_t from, std::uint64_t to);

}  // namespace kit::resp
