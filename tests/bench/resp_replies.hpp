// Counting and checking replies: all of a kind, so that one comparison of bytes checks a whole
// batch.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kit::bench {

class ReplyCheck {
 public:
  // What every reply must be; empty: an integer above 0. A `#` stands for digits, at least one.
  explicit ReplyCheck(std::string reply);

  // Takes what a connection has received. `state` is that connection's, 0 at first: what is known
  // of the reply that has only begun. Returns how many replies were completed.
  // Throws std::runtime_error, with what came, when a reply is another.
  size_t take(std::string_view bytes, size_t& state) const;

 private:
  size_t take_text(std::string_view bytes, size_t& state) const;
  size_t take_pattern(std::string_view bytes, size_t& state) const;
  static size_t take_integers(std::string_view bytes, size_t& state);

  std::string reply_;
  std::string replies_;  // many of them, one after the other
  bool has_digits_ = false;
};

}  // namespace kit::bench
