// A latency histogram of fixed size: exact below 64 ns, then 64 buckets for each doubling, so no
// answer is off by more than 1.6 %. Recording is a shift and an increment: the client must stay
// cheaper than the server it measures.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace kit::bench {

class Histogram {
 public:
  void record(uint64_t nanoseconds) {
    ++counts_[index_of(nanoseconds)];
    ++total_;
  }

  // The smallest recorded value (to the width of a bucket) that `fraction` of all values do not
  // exceed. 0 when nothing was recorded.
  uint64_t quantile(double fraction) const {
    if (total_ == 0) return 0;
    auto wanted =
        std::max<uint64_t>(1, static_cast<uint64_t>(fraction * static_cast<double>(total_)));
    uint64_t seen = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      seen += counts_[i];
      if (seen >= wanted) return value_of(i);
    }
    return value_of(counts_.size() - 1);
  }

  void add(const Histogram& other) {
    for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    total_ += other.total_;
  }

  uint64_t total() const { return total_; }

 private:
  static constexpr unsigned sub_bits = 6;
  static constexpr size_t sub_buckets = size_t{1} << sub_bits;
  static constexpr unsigned doublings =
      34;  // up to 2^39 ns, nine minutes: longer than any run may last

  static size_t index_of(uint64_t value) {
    if (value < sub_buckets) return static_cast<size_t>(value);
    auto shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
    size_t index = (shift + size_t{1}) * sub_buckets + ((value >> shift) - sub_buckets);
    return std::min(index, bucket_count - 1);
  }

  static uint64_t value_of(size_t index) {
    if (index < sub_buckets) return index;
    size_t shift = index / sub_buckets - 1;
    return (sub_buckets + index % sub_buckets) << shift;
  }

  static constexpr size_t bucket_count = sub_buckets * doublings;
  std::array<uint64_t, bucket_count> counts_{};
  uint64_t total_ = 0;
};

}  // namespace kit::bench
