// The socket is asked twice. Asking clears the error, so the second answer is 0: ask once, and keep
// the number.
// caught by: 13.4: where nobody listens, sock_connect says so, and where
// saying: came:     an OSError with 0
    co_await loop.writable(fd);
    if (loop.net().socket_error(fd) != 0)
      throw_os_error(loop.net().socket_error(fd), "connect to " + where);
