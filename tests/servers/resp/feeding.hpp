// A parser fed in pieces: whatever the cuts, it must understand the same.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/protocol/request.hpp"

namespace kit::resp::test {

/// Feeds `pieces` one after the other to one parser, as a connection would, and tells what it
/// understood: "[SET|key|value]" for each command, "!Protocol error: ..." for an error, and last
/// "(rest)" for what it has not taken, if anything.
///
/// Before every call the bytes move to memory of their exact size, and the old memory is given
/// back: with AddressSanitizer a pointer that was kept, or a byte read behind the end, is an error.
inline std::string understood(const std::vector<std::string_view>& pieces,
                              const RequestLimits& limits = {}) {
  RequestParser parser;
  std::string text;
  std::string buffered;
  for (const std::string_view piece : pieces) {
    buffered += piece;
    for (;;) {
      const std::size_t size = buffered.size();
      const std::unique_ptr<char[]> bytes(new char[size]);
      buffered.copy(bytes.get(), size);
      const Request request = parser.parse(std::string_view(bytes.get(), size), limits);
      if (request.taken > size) return text + "more taken than given";
      buffered.erase(0, request.taken);
      if (request.status == RequestStatus::error) return (text += '!') += request.error;
      if (request.status == RequestStatus::incomplete) break;
      char before = '[';
      for (const std::string_view argument : request.arguments) {
        (text += before) += argument;
        before = '|';
      }
      text += ']';
    }
  }
  return buffered.empty() ? text : text + "(" + buffered + ")";
}

inline std::string understood(std::string_view whole, const RequestLimits& limits = {}) {
  return understood(std::vector<std::string_view>{whole}, limits);
}

/// Cut into pieces of `size` bytes, the last one shorter.
inline std::vector<std::string_view> pieces_of(std::string_view bytes, std::size_t size) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < bytes.size(); at += size) pieces.push_back(bytes.substr(at, size));
  return pieces;
}

/// What it understands of `bytes` if every cut in two, and every byte alone, gives the same; else
/// the cut and both results.
inline std::string understood_however_cut(std::string_view bytes,
                                          const RequestLimits& limits = {}) {
  const std::string whole = understood(bytes, limits);
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    const std::string two = understood({bytes.substr(0, cut), bytes.substr(cut)}, limits);
    if (two != whole) return "cut at " + std::to_string(cut) + ": " + two + " and not " + whole;
  }
  const std::string bytewise = understood(pieces_of(bytes, 1), limits);
  return bytewise == whole ? whole : "byte by byte: " + bytewise + " and not " + whole;
}

}  // namespace kit::resp::test
