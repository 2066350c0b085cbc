#include "streams/linger.hpp"

#include <array>
#include <cstddef>

#include "streams/transport.hpp"

namespace kit {
namespace {

// Reads in one go at most: a peer that sends for ever must not keep the loop.
constexpr int reads_per_turn = 16;

}  // namespace

Linger::Linger(Transport& transport) : transport_(transport) {
  restart();
  transport_.loop().watchers().watch(transport_.fd(), Direction::read, *this);
}

void Linger::restart() {
  EventLoop& loop = transport_.loop();
  loop.unschedule(timer_);
  deadline_ = loop.time() + transport_.linger();
  loop.schedule_at(deadline_, timer_);
}

Linger::~Linger() {
  transport_.loop().unschedule(timer_);
  transport_.loop().watchers().unwatch(transport_.fd(), Direction::read, *this);
}

void Linger::run() {
  EventLoop& loop = transport_.loop();
  thread_local std::array<std::byte, 65536> dropped;
  for (int i = 0; i < reads_per_turn && loop.time() < deadline_; ++i) {
    const IoResult result = loop.net().recv(transport_.fd(), dropped);
    if (result.is_ok() && result.bytes() > 0) continue;
    if (!result.would_block()) return transport_.lose(nullptr);  // which destroys this
    return loop.watchers().watch(transport_.fd(), Direction::read, *this);
  }
  if (loop.time() >= deadline_) return transport_.lose(nullptr);
  loop.watchers().watch(transport_.fd(), Direction::read, *this);
}

}  // namespace kit
