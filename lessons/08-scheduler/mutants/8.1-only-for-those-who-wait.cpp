// The loop goes on while somebody waits in the table, and forgets the queue: new routines stand there
// and wait for nothing yet, so run() ends before anybody had a turn.
// caught by: 8.1: the selector is not asked while somebody is ready, nor when nobody is left
// saying: came:     All have ended. All have ended.
while (waiting_ > 0) {
  if (ready_.empty()) poll();
  while (!ready_.empty()) {
    Ready next = std::move(ready_.front());
    ready_.pop_front();
    step(std::move(next));
  }
}
