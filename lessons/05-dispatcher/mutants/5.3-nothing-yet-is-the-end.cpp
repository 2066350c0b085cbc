// "Nothing has come yet" is taken for the end, and the channel closes. A selector may be wrong for
// once, and a handler may call recv twice: EAGAIN has to be thrown, so that the handler returns and
// is called again later.
// caught by: 5.3: nothing has come: that is thrown, and is not the end
// saying: came:     returns 0 bytes
// saying: came:     handle_close
  if (got.is_ok() && got.bytes() > 0)
    return {reinterpret_cast<const char*>(room.data()), got.bytes()};
  eof_ = true;
  handle_close();
  return {};
