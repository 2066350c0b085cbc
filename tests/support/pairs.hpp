// Connected pairs of descriptors whose numbers matter.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "loop/os/net.hpp"

namespace kit::test {

inline std::array<int, 2> make_pair(Net& net) {
  std::array<int, 2> pair{-1, -1};
  REQUIRE(net.socketpair(pair).is_ok());
  return pair;
}

/// A connected pair, of which the first has the number `fd`, which must be free.
inline std::array<int, 2> make_pair_at(Net& net, int fd) {
  std::vector<int> in_the_way;  // the system hands out the lowest free numbers first
  std::array<int, 2> pair = make_pair(net);
  while (pair[0] != fd && pair[1] != fd) {
    in_the_way.insert(in_the_way.end(), pair.begin(), pair.end());
    pair = make_pair(net);
  }
  if (pair[1] == fd) std::swap(pair[0], pair[1]);
  for (const int each : in_the_way) net.close(each);
  return pair;
}

inline void close_both(Net& net, const std::array<int, 2>& pair) {
  for (const int fd : pair) net.close(fd);
}

/// What recv gives, as text; "" at end of file and when there is nothing.
inline std::string receive(Net& net, int fd) {
  std::array<std::byte, 4096> room{};
  const IoResult result = net.recv(fd, room);
  if (!result.is_ok()) return "";
  return std::string(reinterpret_cast<const char*>(room.data()), result.bytes());
}

}  // namespace kit::test
