#include "servers/resp/append_only/groups.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "loop/errors.hpp"
#include "servers/resp/store/hash.hpp"

namespace kit::resp {
namespace {

constexpr std::string_view mark = "#GROUP:";
constexpr std::size_t longest_header = mark.size() + 20 + 1 + 16 + 2;
constexpr std::size_t window = 1024 * 1024;

/// Not against people who want to forge it: against a disk that lost a block.
std::uint64_t checksum_of(std::string_view bytes) noexcept {
  return siphash<1, 3>(HashKey{}, bytes);
}

/// Fewer only at the end of the file.
std::string read_at(int fd, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(fd, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_os_error(errno, on_descriptor("pread", fd));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

bool is_whole_group(int fd, std::string_view bytes, std::uint64_t offset, std::uint64_t end) {
  const auto header = parse_group_header(bytes);
  if (!header || header->size > end - offset - header->header_size) return false;
  const std::string content =
      read_at(fd, offset + header->header_size, static_cast<std::size_t>(header->size));
  return content.size() == header->size && matches(*header, content);
}

}  // namespace

std::string group_header(std::string_view bytes) {
  std::string line(longest_header + 1, '\0');
  const int size = std::snprintf(line.data(), line.size(), "#GROUP:%zu:%016llx\r\n", bytes.size(),
                                 static_cast<unsigned long long>(checksum_of(bytes)));
  line.resize(static_cast<std::size_t>(size));
  return line;
}

std::optional<GroupHeader> parse_group_header(std::string_view bytes) {
  if (!bytes.starts_with(mark)) return std::nullopt;
  const std::size_t end = bytes.substr(0, longest_header).find("\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  GroupHeader header{.header_size = end + 2, .size = 0, .checksum = 0};
  const char* const last = bytes.data() + end;
  const auto size = std::from_chars(bytes.data() + mark.size(), last, header.size);
  if (size.ec != std::errc() || last - size.ptr != 17 || *size.ptr != ':') return std::nullopt;
  const auto sum = std::from_chars(size.ptr + 1, last, header.checksum, 16);
  if (sum.ec != std::errc() || sum.ptr != last) return std::nullopt;
  return header;
}

bool matches(const GroupHeader& header, std::string_view bytes) noexcept {
  return bytes.size() == header.size && checksum_of(bytes) == header.checksum;
}

bool something_whole_follows(int fd, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t at = from; at < to; at += window) {
    // A line that begins in this window may end in the next.
    const std::string bytes = read_at(fd, at, window + longest_header);
    const std::string_view view = bytes;
    for (std::size_t i = view.find('#'); i < window && i != view.npos; i = view.find('#', i + 1)) {
      if (view.substr(i).starts_with(plain_line)) return true;
      if (is_whole_group(fd, view.substr(i), at + i, to)) return true;
    }
  }
  return false;
}

bool only_zeros_follow(int fd, std::uint64_t from, std::uint64_t to) {
  for (std::uint64_t at = from; at < to; at += window)
    if (read_at(fd, at, window).find_first_not_of('\0') != std::string::npos) return false;
  return true;
}

}  // namespace kit::resp
