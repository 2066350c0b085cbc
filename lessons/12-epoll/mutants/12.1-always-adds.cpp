// A descriptor that is in the kernel's list is added once more, and the kernel says EEXIST. What is
// watched already is changed with EPOLL_CTL_MOD.
// caught by: 12.1: what a descriptor is watched for can change
// saying: modify(selector, line.fd(), event_write) == "no error"
// saying: came:     EEXIST
  return after.events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_ADD;
