// ScoredMember: a member of a big sorted set with its score, in one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <string_view>

namespace kit::resp {

/// Made and given back with malloc and free: it is longer than its class.
class ScoredMember {
 public:
  /// Throws std::bad_alloc. `score` is a number.
  static ScoredMember* make(std::string_view text, double score) {
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
    const std::size_t bytes = header_size + text.size();
    void* const memory = std::malloc(bytes < sizeof(ScoredMember) ? sizeof(ScoredMember) : bytes);
    if (memory == nullptr) throw std::bad_alloc();
    auto* const member = new (memory) ScoredMember(score, static_cast<std::uint32_t>(text.size()));
    std::memcpy(static_cast<char*>(memory) + header_size, text.data(), text.size());
    return member;
  }
  static void destroy(ScoredMember* member) noexcept { std::free(member); }
  ScoredMember(const ScoredMember&) = delete;
  ScoredMember& operator=(const ScoredMember&) = delete;

  std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(this) + header_size, size_};
  }
  double score() const noexcept { return score_; }
  /// Not while the member stands in a tree.
  void set_score(double score) noexcept { score_ = score; }

 private:
  /// The text begins where the fields end, and the class would be longer: it is as long as two
  /// scores.
  static constexpr std::size_t header_size = sizeof(double) + sizeof(std::uint32_t);

  ScoredMember(double score, std::uint32_t size) noexcept : score_(score), size_(size) {}

  double score_;
  std::uint32_t size_;
};

/// The order of a sorted set: by score, members of the same score by their bytes.
struct ScoredKey {
  double score;
  std::string_view text;

  friend bool operator<(const ScoredKey& a, const ScoredKey& b) noexcept {
    return a.score < b.score || (a.score == b.score && a.text < b.text);
  }
};

}  // namespace kit::resp
