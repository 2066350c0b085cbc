// The first argument of select() is not the highest descriptor but how many bits it shall look at, and they are
// counted from 0. So the highest of all is never seen: mostly the client who came last.
// caught by: 3.3: who was silent is asked again
// saying: watch.ready() == "Bob: read"
// saying: came:     nobody
  readable = readers_;
  writable = writers_;
  urgent = urgent_;
  count = ::select(highest_, &readable, &writable, &urgent, timeout ? &limit : nullptr);
