// The timeout is forgotten: -1 means without end. What the loop was to do at a certain time, or at
// once, waits until somebody sends something.
// caught by: 12.3: a timeout of zero does not wait
// saying: (hangs)
  count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), -1);
  if (count < 0) return errno;
