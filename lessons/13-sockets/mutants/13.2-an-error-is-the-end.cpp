// An error looks like the end of file to the caller. So half a file whose sender has crashed is
// taken for a whole one.
// caught by: 13.2: a reset is an error, not the end of file
// saying: test::is<ConnectionResetError>(failure)
  for (;;) {
    const IoResult result = loop.net().recv(fd, room);
    if (result.is_ok()) co_return result.bytes();
    if (!result.would_block()) co_return 0;
    co_await loop.readable(fd);
  }
