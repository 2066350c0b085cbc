#include "loop/wakeup.hpp"

#include <cstddef>
#include <stdexcept>

#include "loop/errors.hpp"
#include "loop/event_loop.hpp"

namespace kit {

Wakeup::Wakeup(EventLoop& loop) : loop_(loop) {
  const IoResult made = loop_.net().socketpair(pair_);
  if (!made.is_ok()) throw_os_error(made.error(), "socketpair for waking the loop");
  try {
    loop_.watchers().watch(pair_[0], Direction::read, *this);
  } catch (...) {
    close();  // the destructor of what was never made does not run
    throw;
  }
}

Wakeup::~Wakeup() { close(); }

void Wakeup::post(std::function<void()> callback, std::source_location where) {
  const std::lock_guard lock(mutex_);
  if (pair_[1] < 0) throw std::runtime_error("the event loop is closed");
  const bool first = posted_.empty();
  posted_.emplace_back(std::move(callback), where);
  // A full buffer (EAGAIN) is as good as success: the loop has bytes to wake up for.
  if (first) (void)loop_.net().send(pair_[1], std::string_view("\0", 1));
}

void Wakeup::run() {
  std::vector<Posted> posted;
  {
    const std::lock_guard lock(mutex_);
    std::array<std::byte, 64> bytes;
    (void)loop_.net().recv(pair_[0], bytes);
    posted.swap(posted_);
  }
  loop_.watchers().watch(pair_[0], Direction::read, *this);
  for (Posted& each : posted) loop_.call_soon(std::move(each.first), each.second);
}

void Wakeup::close() noexcept {
  std::vector<Posted> posted;  // dies after the lock: what a callback captured may post as well
  const std::lock_guard lock(mutex_);
  if (pair_[0] < 0) return;
  unlink();
  loop_.watchers().forget(pair_[0]);
  for (int& fd : pair_) loop_.net().close(std::exchange(fd, -1));
  posted.swap(posted_);
}

}  // namespace kit
