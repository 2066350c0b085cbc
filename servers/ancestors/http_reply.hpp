// What an HTTP client needs to know: where to ask, and what a reply says about itself.
//
// Source: RFC 9112 (messages), RFC 1945 for version 1.0, which this client speaks so that the end
// of the connection is the end of the page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kit {

struct HttpUrl {
  std::string host;  // "::1" without its brackets
  std::uint16_t port = 80;
  std::string path;       // "/" at least
  std::string authority;  // as it was written: "[::1]:8080"
};

/// None when it is no "http://HOST[:PORT][/PATH]".
std::optional<HttpUrl> parse_http_url(std::string_view text);

/// A reply, however it comes in pieces.
class HttpReply {
 public:
  /// The part of `bytes` that belongs to the page.
  std::string_view body_in(std::string_view bytes);

  /// Once the connection has ended. Throws std::runtime_error when there was no whole page: no
  /// HTTP, a status other than 2xx, or fewer bytes than were promised.
  void check() const;

 private:
  std::string head_;  // through the empty line
  bool in_body_ = false;
  std::size_t body_size_ = 0;
};

}  // namespace kit
