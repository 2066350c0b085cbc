// The loop ends as soon as nobody is ready, and forgets those who wait: it never asks the selector,
// so a server that has no client yet is over before the first one comes.
// caught by: 8.2: run does not end while somebody waits
// saying: came:     Alice waits. All have ended.
while (!ready_.empty()) {
  Ready next = std::move(ready_.front());
  ready_.pop_front();
  step(std::move(next));
}
