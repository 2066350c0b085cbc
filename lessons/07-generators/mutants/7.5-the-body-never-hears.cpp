// The exception is thrown on this side only. The paused body is ended without a chance to catch
// it, to clean up in its own words, or to go on.
// caught by: 7.5: the exception appears at the co_yield, and who catches it goes on
// saying: ended by an exception: bad news
destroy();
std::rethrow_exception(error);
