#include "loop/tasks/ready.hpp"

#include <cerrno>
#include <utility>

#include "loop/errors.hpp"

namespace kit {

ReadyWait EventLoop::readable(int fd) { return ReadyWait(fd, Direction::read); }
ReadyWait EventLoop::writable(int fd) { return ReadyWait(fd, Direction::write); }

ReadyWait::~ReadyWait() {
  if (waiting_) abandon();  // the frame is destroyed while it waits
}

bool ReadyWait::await_suspend(Paused coroutine) {
  Watchers& watchers = EventLoop::current().watchers();
  watchers.watch(fd_, direction_, *this);  // first, since it may throw
  generation_ = watchers.generation(fd_);
  if (!park(coroutine)) {
    watchers.unwatch(fd_, direction_, *this);
    return false;
  }
  waiting_ = true;
  return true;
}

void ReadyWait::await_resume() {
  const bool waited = std::exchange(waiting_, false);
  unpark();
  // Closed while this task stood in the ready queue, or before: the number may be somebody else's.
  if (waited && loop().watchers().generation(fd_) != generation_)
    throw_os_error(EBADF,
                   "descriptor " + std::to_string(fd_) + " was closed while a task waited for it");
}

void ReadyWait::discard() noexcept { loop().schedule(*this); }

void ReadyWait::abandon() noexcept {
  unlink();
  loop().watchers().unwatch(fd_, direction_, *this);
}

std::string ReadyWait::describe() const {
  return "until descriptor " + std::to_string(fd_) + " is " +
         (direction_ == Direction::read ? "readable" : "writable");
}

}  // namespace kit
