// What the kernel handed back is the registration that this event belongs to. Our own table knows
// only who has the number now: so news of a closed connection is taken for news of a new one.
// caught by: 12.4: news of a file that is gone carries the data of its time
// saying: ready[0].data == 1
    key = registered(key.fd);
    Events events = from_epoll(event.events);
    if (is_trouble(event.events)) events |= told_of_trouble(key.events);
    key.events &= events;
    if (key.events != 0) ready.push_back(key);
