// The connect is repeated after a signal, like any other call. But the first attempt goes on in the background: the
// second one fails with EALREADY, and a connection that is fine is thrown away.
// caught by: 2.4: a connect that a signal interrupts goes on in the background
// saying: came:     failed(EALREADY)
// saying: wanted:   failed(EINPROGRESS)
    return checked(
        [&] { return ::connect(fd, reinterpret_cast<sockaddr*>(&storage), length); });
