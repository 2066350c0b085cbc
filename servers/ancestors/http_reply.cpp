#include "servers/ancestors/http_reply.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <stdexcept>

#include "servers/common/lines.hpp"

namespace kit {
namespace {

// A head may be so long. Real ones have a few hundred bytes.
constexpr std::size_t head_limit = 65536;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool equal_in_any_case(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

/// The value of a field of the head.
std::optional<std::string_view> field(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(head.size(), line.size() + 1));
    const std::size_t colon = line.find(':');
    if (colon != line.npos && equal_in_any_case(line.substr(0, colon), name))
      return trimmed(line.substr(colon + 1));
  }
  return std::nullopt;
}

/// Bytes through the empty line; 0 if it has not come.
std::size_t head_size(std::string_view text) {
  std::size_t size = 0;
  for (const std::string_view end : {"\r\n\r\n", "\n\n"}) {
    const std::size_t found = text.find(end);
    if (found != text.npos && (size == 0 || found + end.size() < size)) size = found + end.size();
  }
  return size;
}

}  // namespace

std::optional<HttpUrl> parse_http_url(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  if (!text.starts_with(scheme)) return std::nullopt;
  text.remove_prefix(scheme.size());
  // A space or a line end in it would become a part of the request.
  if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c == '\x7f'; }))
    return std::nullopt;
  text = text.substr(0, text.find('#'));
  HttpUrl url;
  url.authority = text.substr(0, text.find('/'));
  url.path = text.substr(url.authority.size());
  if (url.path.empty()) url.path = "/";

  const std::string_view authority = url.authority;
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  std::string_view host = authority.substr(0, colon);
  if (bracket != authority.npos) {
    if (!host.starts_with('[') || !host.ends_with(']')) return std::nullopt;
    host = host.substr(1, host.size() - 2);
  }
  if (host.empty()) return std::nullopt;
  url.host = host;
  if (colon == authority.npos) return url;
  const std::optional<std::uint16_t> port = number_in<std::uint16_t>(authority.substr(colon + 1));
  if (!port || *port == 0) return std::nullopt;
  url.port = *port;
  return url;
}

std::string_view HttpReply::body_in(std::string_view bytes) {
  if (!in_body_) {
    const std::size_t before = head_.size();
    head_.append(bytes);
    const std::size_t size = head_size(head_);
    if (size == 0 && head_.size() > head_limit)
      throw std::runtime_error("the reply has no end of head");
    if (size == 0) return {};
    in_body_ = true;
    head_.resize(size);
    bytes.remove_prefix(size - before);
  }
  body_size_ += bytes.size();
  return bytes;
}

void HttpReply::check() const {
  const std::string_view line = trimmed(std::string_view(head_).substr(0, head_.find('\n')));
  if (!in_body_ || !line.starts_with("HTTP/")) throw std::runtime_error("this is no HTTP server");
  const std::string_view status = trimmed(line.substr(std::min(line.find(' '), line.size())));
  if (!status.starts_with('2'))
    throw std::runtime_error("the server answers: " + std::string(status));
  const auto length = field(head_, "Content-Length");
  const auto promised = length ? number_in<std::size_t>(*length) : std::nullopt;
  if (promised && body_size_ < *promised)
    throw std::runtime_error("the page is cut off: " + std::to_string(body_size_) + " of " +
                             std::to_string(*promised) + " bytes came");
}

}  // namespace kit
