// To be watched for nothing is not to be gone: the descriptor stays in the kernel's list, and the
// kernel reports its hang-ups whether somebody asked for them or not. It leaves with EPOLL_CTL_DEL.
// caught by: 12.1: who has left may come again
// saying: add(selector, line.fd(), event_write) == "no error"
// saying: came:     EEXIST
  return before.events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
