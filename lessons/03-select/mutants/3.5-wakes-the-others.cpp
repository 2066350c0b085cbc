// The question is asked the wrong way round: those whose descriptor is open are told, and the one that is closed is
// not. Nobody takes it off the list, so select() fails again, at once, on every call, and the core burns.
// caught by: 3.5: a descriptor that was closed too early is told, and only that
// saying: key.fd == number
    const SelectorKey key = registered(fd);
    if (key.events != 0 && ::fcntl(fd, F_GETFD) >= 0) ready.push_back(key);
