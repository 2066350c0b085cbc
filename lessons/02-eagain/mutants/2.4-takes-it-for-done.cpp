// EINPROGRESS is taken for done: IoResult::ok(0) says that the connection is there. It is only under way, and may still
// fail.
// caught by: 2.4: a connection under way is no failure, and then it is there
// saying: came:     ok(0)
// saying: wanted:   failed(EINPROGRESS)
    const int result = ::connect(fd, reinterpret_cast<sockaddr*>(&storage), length);
    if (result == 0 || errno == EINPROGRESS || errno == EINTR) return IoResult::ok(0);
    return IoResult::failed(errno);
