  const int fd = release();
  if (fd > 0) ::close(fd);
