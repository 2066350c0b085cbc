// The callback is made and never queued: it will not be called, and it keeps itself alive for a run
// that never comes.
// caught by: 10.2: call_soon does not call, it queues; who was cancelled leaves the queue
// saying: place_of(*handle) == "in the queue"
// saying: came:     in no queue
  return CallHandle(new Callback(*this, std::move(callback), where));
