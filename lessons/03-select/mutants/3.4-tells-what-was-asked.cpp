// Who is ready for anything is told to be ready for all that it registered. A server that then writes where there is
// no room, or reads where nothing has come, gets EAGAIN at best.
// caught by: 3.4: only what is ready is told, not what was asked
// saying: came:     Alice: read|write
    const bool any = FD_ISSET(fd, &readable) || FD_ISSET(fd, &writable) || FD_ISSET(fd, &urgent);
    if (any) ready.push_back(registered(fd));
