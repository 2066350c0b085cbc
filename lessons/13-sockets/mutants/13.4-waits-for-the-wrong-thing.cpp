// It waits until the socket is readable, and the other side has nothing to say. A socket that
// connects becomes writable.
// caught by: 13.4: after sock_connect there is a connection
// saying: nothing can wake the loop
    co_await loop.readable(fd);
    const int error = loop.net().socket_error(fd);
    if (error != 0) throw_os_error(error, "connect to " + where);
