// Without MSG_NOSIGNAL (it is in send_flags), sending to a client that has gone raises SIGPIPE. That ends the whole
// program, unless somebody thought of it: one impolite client, and everybody is cut off.
// caught by: 2.3: who sends to somebody who has gone is told so, and lives
// saying: broken_pipes == 0
    return checked([&] { return ::send(fd, bytes.data(), bytes.size(), 0); });
