// The handlers are called without guarded(), so that the exception of one handler leaves poll_loop:
// one bad client ends the whole server.
// caught by: 5.2: an exception closes the channel that threw, and no other
// saying: ended by an exception: boom
  if (event.events & event_read && is_current(event)) channel.handle_read_event();
  if (event.events & event_write && is_current(event)) channel.handle_write_event();
  if (event.events & event_priority && is_current(event)) channel.handle_expt_event();
