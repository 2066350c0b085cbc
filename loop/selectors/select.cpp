#include "loop/selectors/select.hpp"

#include <fcntl.h>

#include <cerrno>
#include <stdexcept>

namespace kit {

SelectSelector::SelectSelector() {
  FD_ZERO(&readers_);
  FD_ZERO(&writers_);
  FD_ZERO(&urgent_);
}

bool SelectSelector::watched(int fd) const {
  return FD_ISSET(fd, &readers_) || FD_ISSET(fd, &writers_) || FD_ISSET(fd, &urgent_);
}

int SelectSelector::change(const SelectorKey& before, const SelectorKey& after) {
  const int fd = after.fd;
  // lesson 3.1: Refuse a number that has no bit in the sets, with std::invalid_argument naming it.
  // FD_SET with a larger number would write behind the bitmap: memory corruption, not an error.
  if (fd >= FD_SETSIZE)
    throw std::invalid_argument("select() takes descriptors below " + std::to_string(FD_SETSIZE) +
                                ", this one is " + std::to_string(fd) +
                                ": use the selector poll, epoll or kqueue");
  // end lesson 3.1
  // lesson 3.2: In the three sets, clear what is in `before` alone, and set what is in `after`.
  const Events gone = before.events & ~after.events;
  if (gone & event_read) FD_CLR(fd, &readers_);
  if (gone & event_write) FD_CLR(fd, &writers_);
  if (gone & event_priority) FD_CLR(fd, &urgent_);
  if (after.events & event_read) FD_SET(fd, &readers_);
  if (after.events & event_write) FD_SET(fd, &writers_);
  if (after.events & event_priority) FD_SET(fd, &urgent_);
  // end lesson 3.2
  if (fd > highest_) highest_ = fd;
  while (highest_ >= 0 && !watched(highest_)) --highest_;
  return 0;
}

/// Somebody closed a descriptor too early. One such would make select() fail for all the others for
/// ever, so its owner is woken, as by poll()'s POLLNVAL, and will run into the error.
int SelectSelector::report_closed(std::vector<SelectorKey>& ready) const {
  for (int fd = 0; fd <= highest_; ++fd) {
    // lesson 3.5: If `fd` is registered and no open descriptor any more, report it, with its bits.
    const SelectorKey key = registered(fd);
    if (key.events != 0 && ::fcntl(fd, F_GETFD) < 0) ready.push_back(key);
    // end lesson 3.5
  }
  return 0;
}

int SelectSelector::wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  const int milliseconds = to_milliseconds(timeout);
  timeval limit{.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  fd_set readable;  // what select() leaves of our sets
  fd_set writable;
  fd_set urgent;
  int count = 0;  // of bits that it left; < 0: errno says why
  // lesson 3.3: Ask select() with copies of the three sets; for ever if there is no timeout.
  readable = readers_;
  writable = writers_;
  urgent = urgent_;
  count = ::select(highest_ + 1, &readable, &writable, &urgent, timeout ? &limit : nullptr);
  // end lesson 3.3
  if (count < 0 && errno == EBADF) return report_closed(ready);
  if (count < 0) return errno;
  for (int fd = 0; count > 0 && fd <= highest_; ++fd) {
    // lesson 3.4: Report `fd` with those of its registered bits that are ready, and with its data.
    Events events = 0;
    if (FD_ISSET(fd, &readable)) events |= event_read;
    if (FD_ISSET(fd, &writable)) events |= event_write;
    if (FD_ISSET(fd, &urgent)) events |= event_priority;
    SelectorKey key = registered(fd);
    key.events &= events;
    if (key.events != 0) ready.push_back(key);
    // end lesson 3.4
  }
  return 0;
}

}  // namespace kit
