#include "streams/linger.hpp"

#include <array>
#include <cstddef>

#include "streams/transport.hpp"

namespace kit {
namespace {

// Reads in one go at most: a peer that sends for ever must not keep the loop.
constexpr int reads_per_turn = 16;

}  // namespace

Linger::Linger(Transport& transport)
    : transport_(transport), end_(transport.loop().time() + longest) {
  transport_.loop().watchers().watch(transport_.fd(), Direction::read, *this);  // may throw
  restart();
}

void Linger::restart() {
  EventLoop& loop = transport_.loop();
  loop.unschedule(timer_);
  loop.schedule_at(loop.time() + transport_.linger(), timer_);
}

Linger::~Linger() {
  transport_.loop().unschedule(timer_);
  transport_.loop().watchers().unwatch(transport_.fd(), Direction::read, *this);
}

void Linger::run() {
  // Not a look at the clock: a timer may run a clock's resolution early.
  const bool time_is_over = !timer_.pending();
  EventLoop& loop = transport_.loop();
  thread_local std::array<std::byte, 65536> dropped;
  for (int i = 0; i < reads_per_turn; ++i) {
    const IoResult result = loop.net().recv(transport_.fd(), dropped);
    if (result.would_block()) break;
    if (!result.is_ok() || result.bytes() == 0)
      return transport_.lose(nullptr);  // which destroys this
  }
  // Only now: if this program had no turn for a while, what came in time was not read before.
  if (time_is_over) {
    const bool reply_is_out = loop.net().unsent(transport_.fd()) == 0;
    if (reply_is_out || loop.time() >= end_) return transport_.lose(nullptr);
    restart();  // the peer reads slowly, and closing now would drop what it has not got yet
  }
  // If restart() overtook the timer that queued this, the watch is still on.
  loop.watchers().unwatch(transport_.fd(), Direction::read, *this);
  loop.watchers().watch(transport_.fd(), Direction::read, *this);
}

}  // namespace kit
