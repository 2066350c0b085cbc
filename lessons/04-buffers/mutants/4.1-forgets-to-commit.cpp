// The bytes are copied into the room, but nobody is told: without commit() they are no data, and
// the next ones are written over them.
// caught by: 4.1: what goes in is there
// saying: buffer.size() == 5
  std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
