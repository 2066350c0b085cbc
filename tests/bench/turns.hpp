// Taking turns, and the middle of what comes out of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace kit::bench {

inline double quantile(std::vector<double> values, double fraction) {
  std::sort(values.begin(), values.end());
  double place = fraction * static_cast<double>(values.size() - 1);
  auto below = static_cast<size_t>(place);
  size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
}

inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

template <class Item, class Get>
std::vector<double> collect(const std::vector<Item>& items, Get get) {
  std::vector<double> values;
  for (const Item& item : items) values.push_back(get(item));
  return values;
}

// The order moves on by one place every second turn, and runs backwards every other turn: nobody
// always goes first, and nobody always follows the same neighbour, whose leftovers in the caches
// and in the kernel it would pay for.
inline size_t whose_turn(size_t turn, size_t step, size_t count) {
  size_t place = turn % 2 == 0 ? step : count - 1 - step;
  return (turn / 2 + place) % count;
}

}  // namespace kit::bench
