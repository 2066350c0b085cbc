// The kernel is asked with a timeout of 0 whatever the caller said. Everything works, and a loop
// that has nothing to do burns a whole core.
// caught by: 12.3: without a timeout it waits until something happens
// saying: selector.select(std::nullopt).size() == 1
// saying: came:     0
  count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), 0);
  if (count < 0) return errno;
