// The routine is in the table, and waiting_ does not count it: run() takes the table for empty. Or, when
// somebody is taken out of it later, for fuller than anything can be.
// caught by: 8.2: who waits is watched for, and has no turn
// saying: came:     Alice waits. Bob. Stop. Alice is sent home. Nobody can go on.
if (!place.done()) refuse_second(wait.fd);
if (const auto error = arm(wait.fd, slot, slot.armed | direction)) std::rethrow_exception(error);
place = std::move(routine);
