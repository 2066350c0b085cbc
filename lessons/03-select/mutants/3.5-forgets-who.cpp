// Every number that is not open is told, also those that nobody has registered: most numbers are not open. Their key
// has no events.
// caught by: 3.5: a descriptor that was closed too early is told, and only that
// saying: : nothing
    if (::fcntl(fd, F_GETFD) < 0) ready.push_back(registered(fd));
