// It takes the newest one instead of the oldest. With a few routines that keep each other busy,
// whoever came first waits for ever.
// caught by: 8.1: who came first has the first turn
// saying: log == "Alice. Bob. Carol. "
while (!ready_.empty() || waiting_ > 0) {
  if (ready_.empty()) poll();
  while (!ready_.empty()) {
    Ready next = std::move(ready_.back());
    ready_.pop_back();
    step(std::move(next));
  }
}
