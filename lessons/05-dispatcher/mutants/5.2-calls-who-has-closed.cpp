// The question whether the event is still current is asked once, before the first handler. That
// handler may close its channel; the next one is called all the same, on a channel that has gone.
// caught by: 5.2: who closes in handle_read is not called again
// saying: alice.calls() == "handle_read"
// saying: came:     handle_read, handle_write
  if (event.events & event_read) guarded(channel, [&] { channel.handle_read_event(); });
  if (event.events & event_write) guarded(channel, [&] { channel.handle_write_event(); });
  if (event.events & event_priority) guarded(channel, [&] { channel.handle_expt_event(); });
