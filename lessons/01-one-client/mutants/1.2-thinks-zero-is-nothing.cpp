// 0 is taken for "nothing", but it is a descriptor like any other: only -1 stands for nothing.
// caught by: 1.2: descriptor 0 is a descriptor, too
// saying: state_of(0) == "closed"
  const int fd = release();
  if (fd > 0) ::close(fd);
