// The new block is exactly as large as it must be, so the next bytes need a new one again: for 1 MiB
// in pieces of 1 KiB everything is copied a thousand times. Double it.
// caught by: 4.5: growing to 1 MiB moves the bytes a few times only
// saying: count.moves <= 10
  const std::size_t capacity = std::max(block_size, needed);
  move_to(acquire(capacity), capacity);
