// The result of epoll_ctl is handed on. -1 says only that it failed; errno says why.
// caught by: 12.2: a file that epoll cannot watch is refused
// saying: came:     -1
  epoll_event event{};
  event.events = to_epoll(after.events);
  event.data.u64 = pack(after);
  return ::epoll_ctl(epoll_.get(), operation, after.fd, &event);
