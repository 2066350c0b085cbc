// The loop never waits: it asks the selector again and again, and burns a whole processor while
// nothing happens.
// caught by: 10.5: it waits until the next deadline, and at most a day
// saying: the loop spins
  return Duration::zero();
