// The kernel hands back what was put into event.data, and nothing else. Here that is the number
// alone: what it is watched for is lost, so whatever happens seems to be nothing that was asked for.
// caught by: 12.2: the kernel knows what to watch for, and what to hand back
// saying: came:     EPOLLIN, hands back the descriptor, nothing, data 0
  epoll_event event{};
  event.events = to_epoll(after.events);
  event.data.fd = after.fd;
  return ::epoll_ctl(epoll_.get(), operation, after.fd, &event) == 0 ? 0 : errno;
