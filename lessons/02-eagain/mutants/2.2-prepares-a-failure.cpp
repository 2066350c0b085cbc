// accept failed, and its failure was prepared as if it were a descriptor: so EAGAIN became EBADF, "no such descriptor".
// Look at the result of accept first, and prepare only a descriptor.
// caught by: 2.2: nobody has called: accept does not wait
// saying: came:     failed(EBADF)
// saying: wanted:   failed(EAGAIN)
  return prepared(::accept(fd, address, length));
