// What is queued while the loop runs is run on the spot, in the middle of the step that queued it:
// "create_task moves control to the event loop", as the original program's author believed.
  if (is_running())
    handle.run();
  else
    ready_.push_back(handle);
