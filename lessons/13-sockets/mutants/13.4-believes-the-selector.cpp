// A socket whose connection was refused becomes writable, too: it is settled, but it has failed. Who
// does not ask sends into nothing, and learns of it much later.
// caught by: 13.4: where nobody listens, sock_connect says so, and where
// saying: test::is<ConnectionRefusedError>(failure)
    co_await loop.writable(fd);
    break;
