// EPOLLET: the kernel tells of bytes once, when they come. Who does not read all of them in one go
// will not be told again, and the rest waits until the client sends more, or for ever.
// caught by: 12.2: bytes that were not read are news every time
// saying: ready_events(selector, line.fd()) == event_read
  epoll_event event{};
  event.events = to_epoll(after.events) | EPOLLET;
  event.data.u64 = pack(after);
  return ::epoll_ctl(epoll_.get(), operation, after.fd, &event) == 0 ? 0 : errno;
