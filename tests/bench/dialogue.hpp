// What the connections of a closed loop say, and what they must hear.
//
// Both are known in advance, so nothing is put together while the server is measured: what a
// connection says is a stream of requests of equal size, and the answers are counted and checked as
// they come.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "tests/bench/load.hpp"

namespace kit::bench {

class Dialogue {
 public:
  virtual ~Dialogue() = default;

  // Of one request, in bytes.
  virtual size_t request_size() const = 0;
  // What a connection says from that byte of its stream on: as much as lies in one piece, and at
  // least one byte. Valid as long as this object.
  virtual std::string_view said(size_t connection, uint64_t position) const = 0;
  // Takes what a connection has received, in pieces of any size. Returns how many answers that
  // completed. Throws std::runtime_error when they are not as they should be.
  virtual size_t hear(size_t connection, std::string_view bytes) = 0;
};

// As the words of `spec` want it.
std::unique_ptr<Dialogue> make_dialogue(const LoadSpec& spec);
std::unique_ptr<Dialogue> make_echo_dialogue(const LoadSpec& spec);
std::unique_ptr<Dialogue> make_resp_dialogue(const LoadSpec& spec);

}  // namespace kit::bench
