// A key is appended for every number, also for those that are ready for nothing. Append it only if there is a bit.
// caught by: 3.4: all who are ready are told in one call, with what they registered
// saying: : nothing
    Events events = 0;
    if (FD_ISSET(fd, &readable)) events |= event_read;
    if (FD_ISSET(fd, &writable)) events |= event_write;
    if (FD_ISSET(fd, &urgent)) events |= event_priority;
    SelectorKey key = registered(fd);
    key.events = events;
    ready.push_back(key);
