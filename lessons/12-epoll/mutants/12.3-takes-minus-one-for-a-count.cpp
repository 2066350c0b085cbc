// epoll_wait failed, and its -1 was taken for a number of entries. Return errno when count is below 0.
// caught by: 12.3: an error of the kernel is handed on
// saying: Assertion '__count <= size()'
  count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()),
                       to_milliseconds(timeout));
