// The number that is thrown is the one that connect gave at the beginning: EINPROGRESS, it is under
// way. How it went is the number that socket_error gives; it is asked once, because asking clears it.
// caught by: 13.4: where nobody listens, sock_connect says so, and where
// saying: came:     EINPROGRESS
    co_await loop.writable(fd);
    if (loop.net().socket_error(fd) != 0) throw_os_error(result.error(), "connect to " + where);
