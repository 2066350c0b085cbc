// select() gets our own sets and not copies. It overwrites them with its answer: whoever was silent this time is
// struck off the list, and is never asked about again.
// caught by: 3.3: who was silent is asked again
// saying: watch.ready() == "Alice: read, Bob: read"
// saying: came:     Bob: read
  count = ::select(highest_ + 1, &readers_, &writers_, &urgent_, timeout ? &limit : nullptr);
  readable = readers_;
  writable = writers_;
  urgent = urgent_;
