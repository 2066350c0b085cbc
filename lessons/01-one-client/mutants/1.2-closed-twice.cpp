  if (fd_ >= 0) ::close(fd_);
