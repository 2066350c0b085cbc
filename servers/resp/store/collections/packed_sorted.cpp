#include "servers/resp/store/collections/packed_sorted.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace kit::resp {
namespace {

constexpr char mark = 'd';
/// A score as an element of a pack. Stays where it is.
class ScoreValue {
 public:
  explicit ScoreValue(double score) noexcept : value_(make(score)) {}
  ScoreValue(const ScoreValue&) = delete;
  ScoreValue& operator=(const ScoreValue&) = delete;
  const PackValue& value() const noexcept { return value_; }

 private:
  PackValue make(double score) noexcept {
    if (PackedSorted::is_whole(score)) return PackValue(static_cast<std::int64_t>(score));
    bytes_[0] = mark;
    std::memcpy(bytes_.data() + 1, &score, sizeof score);
    return PackValue(std::string_view(bytes_.data(), bytes_.size()));
  }
  std::array<char, 1 + sizeof(double)> bytes_;
  PackValue value_;
};

}  // namespace

bool PackedSorted::is_whole(double score) noexcept {
  constexpr double most = 4611686018427387904;  // 2^62: no rounding leads out of 64 bits
  return std::fabs(score) <= most && score == std::trunc(score);
}

double PackedSorted::decode(const PackElement& element) noexcept {
  if (element.is_integer()) return static_cast<double>(element.integer());
  PackElement::Digits none;
  double score;
  std::memcpy(&score, element.text(none).data() + 1, sizeof score);
  return score;
}

PackedSorted PackedSorted::clone() const {
  PackedSorted copy;
  copy.pack_ = pack_.clone();
  return copy;
}

std::size_t PackedSorted::rank(Position position) const noexcept {
  std::size_t rank = 0;
  for (Position each = 0; each != position; ++rank) each = pack_.next(pack_.next(each));
  return rank;
}

void PackedSorted::insert(std::string_view member, double score) {
  PackElement::Digits digits;
  Position position = 0;
  while (position != end()) {
    const Position behind = pack_.next(position);
    const double other = decode(pack_.get(behind));
    if (score < other) break;
    if (score == other && member < pack_.get(position).text(digits)) break;
    position = pack_.next(behind);
  }
  pack_.insert(position, ScoreValue(score).value());
  try {
    pack_.insert(position, member);
  } catch (...) {
    pack_.erase(position);
    throw;
  }
}

void PackedSorted::append(std::string_view member, double score) {
  pack_.push_back(member);
  try {
    pack_.push_back(ScoreValue(score).value());
  } catch (...) {
    pack_.erase(pack_.at(-1));
    throw;
  }
}

void PackedSorted::set_score(Position position, std::string_view member, double score) {
  // The new one first: this may need memory. Behind the old one or before it, by the order.
  const bool goes_down = score < this->score(position);
  const std::size_t size = end();
  insert(member, score);
  erase(goes_down ? position + (end() - size) : position);
}

}  // namespace kit::resp
