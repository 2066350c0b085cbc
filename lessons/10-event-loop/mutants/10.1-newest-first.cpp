// The newest handle goes to the front: last in, first out. Who has waited longest may wait for ever.
// caught by: 10.4: first in, first out
// saying: "Carol", "Bob", "Alice"
  HandleList others;
  others.take_all(ready_);
  ready_.push_back(handle);
  ready_.take_all(others);
