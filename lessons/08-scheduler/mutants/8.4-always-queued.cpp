// A routine that threw has ended, but is queued again with its error. It cannot go on, so the error comes
// back at once, it is queued again, and so on: nobody else has a turn any more.
// caught by: 8.4: who throws ends alone, and it is reported
// saying: (hangs)
ready_.push_back(Ready{std::move(ready.routine), error});
