#include "servers/resp/client/url.hpp"

#include <charconv>
#include <limits>
#include <optional>
#include <stdexcept>

namespace kit::redis {
namespace {

constexpr std::string_view scheme = "redis://";
constexpr std::string_view form = "redis://[user:password@]HOST[:PORT][/DATABASE]";

[[noreturn]] void refuse(const std::string& why) {
  throw std::invalid_argument(why + ": " + std::string(form));
}

std::optional<int> parse_number(std::string_view text, int most) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0 || number > most) return std::nullopt;
  return number;
}

/// "p%40ss" is "p@ss" (RFC 3986, 2.1).
std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    int byte = 0;
    const char* const from = text.data() + i + 1;
    if (text.size() - i < 3 || std::from_chars(from, from + 2, byte, 16).ptr != from + 2)
      refuse("after % in the user or the password come two hexadecimal digits");
    result += static_cast<char>(byte);
    i += 2;
  }
  return result;
}

void take_credentials(std::string_view text, RedisUrl& url) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos) refuse("before the @ come user:password, or :password");
  url.user = decoded(text.substr(0, colon));
  url.password = decoded(text.substr(colon + 1));
  if (url.password.empty() && !url.user.empty()) refuse("the password is missing");
}

/// Takes the host off the front of `text`.
std::string take_host(std::string_view& text) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && end == text.npos) refuse("the ] after the host is missing");
  const std::string host(bracketed ? text.substr(1, end - 1) : text.substr(0, end));
  text.remove_prefix(end == text.npos ? text.size() : end + (bracketed ? 1 : 0));
  for (const char each : host)
    if (each <= ' ' || each == 0x7f) refuse("a host has no spaces and no control characters");
  if (host.empty()) refuse("the host is missing");
  return host;
}

}  // namespace

std::string RedisUrl::str() const {
  const bool brackets = host.find(':') != host.npos;
  std::string text(scheme);
  text += (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
  if (database != 0) text += "/" + std::to_string(database);
  return text;
}

RedisUrl parse_redis_url(std::string_view text) {
  if (text.starts_with("rediss://")) refuse("TLS is not supported");
  if (!text.starts_with(scheme)) refuse("a Redis URL begins with redis://");
  text.remove_prefix(scheme.size());
  RedisUrl url;
  const std::size_t at = text.rfind('@');
  if (at != text.npos) take_credentials(text.substr(0, at), url);
  if (at != text.npos) text.remove_prefix(at + 1);

  const std::size_t slash = text.find('/');
  const std::string_view path = slash == text.npos ? "" : text.substr(slash + 1);
  text = text.substr(0, slash);
  url.host = take_host(text);
  if (!text.empty()) {
    const auto port = parse_number(text.substr(1), std::numeric_limits<std::uint16_t>::max());
    if (text.front() != ':' || !port || *port == 0) refuse("the port is a number from 1 to 65535");
    url.port = static_cast<std::uint16_t>(*port);
  }
  if (path.empty()) return url;
  const auto database = parse_number(path, std::numeric_limits<int>::max());
  if (!database) refuse("'" + std::string(path) + "' is no number of a database");
  url.database = *database;
  return url;
}

}  // namespace kit::redis
