// ENOENT: the kernel was asked to change something that is not in its list. What is not in the list
// yet has `before.events == 0`, and is added.
// caught by: 12.1: what a descriptor is watched for can change
// saying: add(selector, line.fd(), event_read) == "no error"
// saying: came:     ENOENT
  if (before.fd == -1) return EPOLL_CTL_ADD;
  return after.events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
