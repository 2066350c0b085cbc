// The bytes are copied to where the data begins, over what is there already. They belong behind it: into the span that
// prepare() returns. (\xbe stands here for memory that nobody has written yet.)
// caught by: 4.1: what comes later stands behind what came before
// saying: three\xbe
  prepare(bytes.size());
  std::memcpy(storage_ + begin_, bytes.data(), bytes.size());
  commit(bytes.size());
