#include "servers/resp/client/backoff.hpp"

#include <algorithm>
#include <stdexcept>

namespace kit::redis {

Backoff::Backoff(const BackoffOptions& options)
    : options_(options),
      full_(options.first),
      random_(options.seed != 0 ? options.seed : std::random_device()()) {
  if (options.first <= Duration::zero() || options.first > options.most)
    throw std::invalid_argument("a backoff begins above zero and grows up to its limit");
}

Duration Backoff::next() {
  const Duration full = full_;
  full_ = full > options_.most / 2 ? options_.most : 2 * full;
  // Thousandths, and not a distribution of the library: each library draws in its own way.
  return full - full / 2000 * static_cast<int>(random_() % 1001);
}

}  // namespace kit::redis
