// EPOLLET: the kernel tells of bytes once, when they come. Who does not read all of them in one go
// will not be told again, and the rest waits until the client sends more, or for ever.
// caught by: 12.2: the kernel knows what to watch for, and what to hand back
// saying: came:     EPOLLIN|EPOLLET
  epoll_event event{};
  event.events = to_epoll(after.events) | EPOLLET;
  event.data.u64 = pack(after);
  return ::epoll_ctl(epoll_.get(), operation, after.fd, &event) == 0 ? 0 : errno;
