#include "tests/bench/resp_replies.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace kit::bench {

namespace {

constexpr size_t compared_at_once = 64 * 1024;  // bytes
constexpr size_t shown = 60;                    // bytes of a wrong reply

// What comes next in an integer: `:`, the first digit, another one or the end.
enum Next : size_t { colon, first_digit, digit_or_return, newline };

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

[[noreturn]] void refuse(std::string_view bytes, const std::string& expected) {
  std::string text(bytes.substr(0, shown));
  for (char& byte : text)
    if (byte < ' ' || byte > '~') byte = '.';
  throw std::runtime_error("a reply was '" + text + "' where " + expected + " should be");
}

std::string shown_pattern(std::string_view pattern) {
  std::string text = "'";
  for (const char byte : pattern.substr(0, shown)) text += byte < ' ' ? '.' : byte;
  return text + "'";
}

}  // namespace

ReplyCheck::ReplyCheck(std::string reply) : reply_(std::move(reply)) {
  has_digits_ = reply_.find('#') != std::string::npos;
  while (!has_digits_ && !reply_.empty() && replies_.size() < compared_at_once + reply_.size())
    replies_ += reply_;
}

size_t ReplyCheck::take(std::string_view bytes, size_t& state) const {
  if (has_digits_) return take_pattern(bytes, state);
  return reply_.empty() ? take_integers(bytes, state) : take_text(bytes, state);
}

// The state is how many bytes of a reply have come.
size_t ReplyCheck::take_text(std::string_view bytes, size_t& state) const {
  const size_t replies = (state + bytes.size()) / reply_.size();
  while (!bytes.empty()) {
    const size_t size = std::min(bytes.size(), replies_.size() - state);
    const char* expected = replies_.data() + state;
    if (std::memcmp(bytes.data(), expected, size) != 0) {
      const auto wrong = std::mismatch(bytes.begin(), bytes.begin() + size, expected).first;
      const auto good = static_cast<size_t>(wrong - bytes.begin());
      const size_t begun = (state + good) % reply_.size();  // bytes of the reply that is wrong
      refuse(bytes.substr(good - std::min(good, begun)),
             "'" + reply_.substr(0, std::min(shown, reply_.size() - 2)) + "'");
    }
    state = (state + size) % reply_.size();
    bytes.remove_prefix(size);
  }
  return replies;
}

// The state is a place in the pattern, doubled, and 1 more when the digits there have begun.
size_t ReplyCheck::take_pattern(std::string_view bytes, size_t& state) const {
  size_t replies = 0;
  size_t start = 0;  // of the reply, so far as it is in these bytes
  for (size_t i = 0; i < bytes.size(); ++i) {
    size_t place = state / 2;
    if (place == 0 && state % 2 == 0) start = i;
    if (reply_[place] == '#' && is_digit(bytes[i])) {
      state = place * 2 + 1;
      continue;
    }
    if (state % 2 == 1) ++place;  // what follows the digits
    if (reply_[place] == '#' || bytes[i] != reply_[place])
      refuse(bytes.substr(start), shown_pattern(reply_));
    if (++place == reply_.size()) {
      place = 0;
      ++replies;
    }
    state = place * 2;
  }
  return replies;
}

size_t ReplyCheck::take_integers(std::string_view bytes, size_t& state) {
  size_t replies = 0;
  size_t start = 0;  // of the reply, so far as it is in these bytes
  for (size_t i = 0; i < bytes.size(); ++i) {
    const char byte = bytes[i];
    if (state == colon && byte == ':') {
      start = i;
      state = first_digit;
    } else if (state == first_digit && is_digit(byte) && byte != '0') {
      state = digit_or_return;
    } else if (state == digit_or_return && (is_digit(byte) || byte == '\r')) {
      if (byte == '\r') state = newline;
    } else if (state == newline && byte == '\n') {
      state = colon;
      ++replies;
    } else {
      refuse(bytes.substr(state == colon ? i : start), "an integer above 0");
    }
  }
  return replies;
}

}  // namespace kit::bench
