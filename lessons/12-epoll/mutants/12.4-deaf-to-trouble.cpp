// EPOLLHUP and EPOLLERR come without having been asked for, and here nobody is told of them. Who
// waits on such a descriptor waits for ever, and the loop, which the kernel wakes each time, spins.
// caught by: 12.4: the end of a pipe wakes its reader
// saying: ready_for(selector, pipe.out.get()) == "read"
// saying: came:     nothing
    key.events &= from_epoll(event.events);
    if (key.events != 0) ready.push_back(key);
