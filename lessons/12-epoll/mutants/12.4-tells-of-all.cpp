// More is reported than was asked for. When the other side is gone, told_of_trouble names reading and
// writing: keep only what is also in key.events.
// caught by: 12.4: the end of a pipe wakes its reader
// saying: ready_for(selector, pipe.out.get()) == "read"
// saying: came:     read|write
    Events events = from_epoll(event.events);
    if (is_trouble(event.events)) events |= told_of_trouble(key.events);
    key.events = events;
    if (key.events != 0) ready.push_back(key);
