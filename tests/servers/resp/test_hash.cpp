// SipHash against values that others computed.
#include "servers/resp/store/hash.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace kit::resp;

namespace {

/// The bytes 0, 1, 2 ... of that length.
std::string counting(int length) {
  std::string bytes;
  for (int i = 0; i < length; ++i) bytes += static_cast<char>(i);
  return bytes;
}

struct Vector {
  int length;
  std::uint64_t hash;
};

}  // namespace

TEST_CASE("hash: SipHash-2-4 gives what its authors published") {
  // vectors.h of the reference code, read little-endian; length 15 is also in the paper.
  constexpr Vector vectors[] = {
      {0, 0x726fdb47dd0e0e31},  {1, 0x74f839c593dc67fd},  {2, 0x0d6c8009d9a94f5a},
      {3, 0x85676696d7fb7e2d},  {4, 0xcf2794e0277187b7},  {5, 0x18765564cd99a68d},
      {6, 0xcbc9466e58fee3ce},  {7, 0xab0200f58b01d137},  {8, 0x93f5f5799a932462},
      {9, 0x9e0082df0ba9e4b0},  {14, 0xf723ca908e7af2ee}, {15, 0xa129ca6149be45e5},
      {16, 0x3f2acc7f57c29bdb}, {63, 0x958a324ceb064572},
  };
  const HashKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  for (const Vector& vector : vectors) {
    CAPTURE(vector.length);
    CHECK(siphash<2, 4>(key, counting(vector.length)) == vector.hash);
  }
}

TEST_CASE("hash: SipHash-1-3 gives what CPython 3.11 gives") {
  // PYTHONHASHSEED=0 python3 -c 'print(hash(bytes(range(9))) % 2**64)': the key is then all zero.
  constexpr Vector vectors[] = {
      {1, 0x68a914128e01e473},  {2, 0x010bac45c41e3669},  {3, 0x4d4c9a4a8ef6e0ad},
      {7, 0x2f098ab0c751325a},  {8, 0xead411e67ebe2eea},  {9, 0x75927f9d95124362},
      {15, 0xf30eb725bb91c9ea}, {16, 0x8972188433a5c5b7}, {17, 0x4883c49a2c009c1d},
      {31, 0x169739443111d49b}, {32, 0x31ef8061c910629b}, {40, 0x95bc321ab41d8206},
  };
  for (const Vector& vector : vectors) {
    CAPTURE(vector.length);
    CHECK(siphash<1, 3>(HashKey{}, counting(vector.length)) == vector.hash);
  }
}

TEST_CASE("hash: a byte of 0x80 and more is not a negative number") {
  const auto zero_key = [](std::string_view bytes) { return siphash<1, 3>(HashKey{}, bytes); };
  // PYTHONHASHSEED=0 python3 -c 'print(hash(b"\xff\x80\xfe") % 2**64)', and nine such bytes.
  CHECK(zero_key("\xff\x80\xfe") == 0x8e0f4861046244a7);
  CHECK(zero_key("\xff\xff\xff\xff\xff\xff\xff\xff\xff") == 0xe271c8ef95f59694);
}

TEST_CASE("hash: the process has a key of its own until it is given one") {
  const std::uint64_t by_chance = hash_of("key");
  CHECK(by_chance == hash_of("key"));
  CHECK(by_chance != siphash<1, 3>(HashKey{}, "key"));
  set_hash_key(HashKey{3, 4});
  CHECK(hash_of("key") == siphash<1, 3>(HashKey{3, 4}, "key"));
  CHECK(hash_of("key") != siphash<1, 3>(HashKey{4, 3}, "key"));
}
