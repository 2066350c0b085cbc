// Who is ready to read is not asked whether there is room to write: an `else` between the two (here, or between the
// FD_SETs of 3.2), or an `=` where `|=` should be. Both may be true at the same time, and both have to be told.
// caught by: 3.2: first we want to read, then to write, then both
// saying: watch.ready() == "Alice: read|write"
// saying: came:     Alice: read
    Events events = 0;
    if (FD_ISSET(fd, &readable))
      events = event_read;
    else if (FD_ISSET(fd, &writable))
      events = event_write;
    else if (FD_ISSET(fd, &urgent))
      events = event_priority;
    SelectorKey key = registered(fd);
    key.events &= events;
    if (key.events != 0) ready.push_back(key);
