// The hash of keys: SipHash, with a key of its own for each process.
//
// Whoever can predict hashes can send a hundred thousand keys that fall into one bucket, and every
// command then walks all of them. With 128 secret bits nobody outside can. SipHash is Aumasson's
// and Bernstein's (2012); the table uses SipHash-1-3, as Python and Rust do: fewer rounds than the
// 2-4 of the paper, and no way known to find colliding keys without the secret.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace kit::resp {

struct HashKey {
  std::uint64_t low = 0;   // bytes 0 to 7 of the key, little-endian
  std::uint64_t high = 0;  // bytes 8 to 15
};

namespace sip {

/// The 256 bits of state while the words of a message are mixed in.
struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() noexcept {
    v0 += v1, v1 = std::rotl(v1, 13), v1 ^= v0, v0 = std::rotl(v0, 32);
    v2 += v3, v3 = std::rotl(v3, 16), v3 ^= v2;
    v0 += v3, v3 = std::rotl(v3, 21), v3 ^= v0;
    v2 += v1, v1 = std::rotl(v1, 17), v1 ^= v2, v2 = std::rotl(v2, 32);
  }
  template <int rounds>
  void absorb(std::uint64_t word) noexcept {
    v3 ^= word;
    for (int i = 0; i < rounds; ++i) round();
    v0 ^= word;
  }
};

/// Eight bytes, little-endian on every machine.
inline std::uint64_t load(const char* from) noexcept {
  std::uint64_t word;
  std::memcpy(&word, from, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

/// The last word: up to seven bytes that fill no word, and the length modulo 256 on top.
inline std::uint64_t last_word(std::string_view bytes) noexcept {
  const std::size_t rest = bytes.size() % 8;
  std::uint64_t word = static_cast<std::uint64_t>(bytes.size()) << 56;
  if (rest == 0) return word;
  const char* end = bytes.data() + bytes.size();
  // One load that overlaps the word before is cheaper than a loop over bytes.
  if (bytes.size() > 8) return word | load(end - 8) >> (64 - 8 * rest);
  for (std::size_t i = 0; i < rest; ++i)
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return word;
}

}  // namespace sip

/// SipHash with `word_rounds` rounds for each eight bytes and `final_rounds` at the end.
template <int word_rounds, int final_rounds>
std::uint64_t siphash(HashKey key, std::string_view bytes) noexcept {
  sip::State state{key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d,
                   key.low ^ 0x6c7967656e657261, key.high ^ 0x7465646279746573};
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) state.absorb<word_rounds>(sip::load(bytes.data() + i));
  state.absorb<word_rounds>(sip::last_word(bytes));
  state.v2 ^= 0xff;
  for (int i = 0; i < final_rounds; ++i) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

/// SipHash-1-3 of `bytes` under this process's key. Not before main() has begun.
std::uint64_t hash_of(std::string_view bytes) noexcept;

/// Replaces the random key, so that a simulated run can be repeated: the order in which a table
/// gives its entries follows from the hashes. Only while no table holds an entry and no other
/// thread hashes.
void set_hash_key(HashKey key) noexcept;

}  // namespace kit::resp
