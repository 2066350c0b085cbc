#include "servers/resp/store/hash.hpp"

#include <random>

namespace kit::resp {
namespace {

HashKey random_key() {
  std::random_device source;  // the system's own generator: getrandom(2), arc4random(3)
  const auto word = [&source] { return std::uint64_t{source()} << 32 | std::uint64_t{source()}; };
  const std::uint64_t low = word();
  return {low, word()};
}

HashKey process_key = random_key();

}  // namespace

std::uint64_t hash_of(std::string_view bytes) noexcept { return siphash<1, 3>(process_key, bytes); }

void set_hash_key(HashKey key) noexcept { process_key = key; }

}  // namespace kit::resp
