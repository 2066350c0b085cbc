#include "tests/redis/reply.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace kit::test {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view line_types = "+-:,#(_";
constexpr std::string_view bulk_types = "$!=";
constexpr std::string_view item_types = "*%~>";
constexpr std::size_t longest_shown = 400;

bool one_of(std::string_view types, char type) { return types.find(type) != npos; }

/// The length in a header such as "$12".
long length_in(std::string_view header) {
  long length = 0;
  const char* const end = header.data() + header.size();
  const auto [stop, error] = std::from_chars(header.data() + 1, end, length);
  if (error != std::errc() || stop != end || length < -1)
    throw std::runtime_error("no length in the reply " + shown(header));
  return length;
}

std::size_t item_count(char type, long length) {
  return static_cast<std::size_t>(length) * (type == '%' ? 2 : 1);
}

Reply parse_at(std::string_view bytes, std::size_t& at) {
  const std::size_t line_end = bytes.find("\r\n", at);
  if (line_end == npos) throw std::runtime_error("an unfinished reply " + shown(bytes));
  const std::string_view header = bytes.substr(at, line_end - at);
  Reply reply{.type = header.at(0), .null = false, .text = {}, .items = {}};
  at = line_end + 2;
  if (one_of(line_types, reply.type)) {
    reply.text = header.substr(1);
    reply.null = reply.type == '_';
    return reply;
  }
  const long length = length_in(header);
  reply.null = length < 0;
  if (reply.null) return reply;
  if (one_of(bulk_types, reply.type)) {
    reply.text = bytes.substr(at, static_cast<std::size_t>(length));
    at += static_cast<std::size_t>(length) + 2;
    return reply;
  }
  const std::size_t count = item_count(reply.type, length);
  for (std::size_t i = 0; i < count; ++i) reply.items.push_back(parse_at(bytes, at));
  return reply;
}

}  // namespace

std::size_t reply_end(std::string_view bytes, std::size_t from) {
  const std::size_t line_end = bytes.find("\r\n", from);
  if (line_end == npos) return npos;
  const std::string_view header = bytes.substr(from, line_end - from);
  const char type = header.empty() ? '\0' : header.front();
  std::size_t at = line_end + 2;
  if (one_of(line_types, type)) return at;
  if (!one_of(bulk_types, type) && !one_of(item_types, type))
    throw std::runtime_error("no reply begins with " + shown(bytes.substr(from)));
  const long length = length_in(header);
  if (length < 0) return at;
  if (one_of(bulk_types, type)) {
    at += static_cast<std::size_t>(length) + 2;
    return at <= bytes.size() ? at : npos;
  }
  const std::size_t count = item_count(type, length);
  for (std::size_t i = 0; i < count && at != npos; ++i) at = reply_end(bytes, at);
  return at;
}

Reply parse_reply(std::string_view bytes) {
  std::size_t at = 0;
  return parse_at(bytes, at);
}

std::string unparse(const Reply& reply) {
  std::string bytes(1, reply.type);
  if (one_of(line_types, reply.type)) return bytes + reply.text + "\r\n";
  if (reply.null) return bytes + "-1\r\n";
  if (one_of(bulk_types, reply.type))
    return bytes + std::to_string(reply.text.size()) + "\r\n" + reply.text + "\r\n";
  bytes += std::to_string(reply.items.size() / item_count(reply.type, 1)) + "\r\n";
  for (const Reply& item : reply.items) bytes += unparse(item);
  return bytes;
}

std::string shown(std::string_view bytes) {
  std::string text = "\"";
  for (const char each : bytes.substr(0, longest_shown)) {
    const auto byte = static_cast<unsigned char>(each);
    if (each == '\r' || each == '\n') {
      text += each == '\r' ? "\\r" : "\\n";
    } else if (each == '"' || each == '\\') {
      text += {'\\', each};
    } else if (byte >= ' ' && byte < 0x7f) {
      text += each;
    } else {
      std::array<char, 5> code{};
      std::snprintf(code.data(), code.size(), "\\x%02x", byte);
      text += code.data();
    }
  }
  text += '"';
  if (bytes.size() > longest_shown) text += "... (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

}  // namespace kit::test
