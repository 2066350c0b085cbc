// A body that has not started is not paused at a co_yield, so nothing can be thrown there. It runs
// as if nothing had happened, and hears of the error when it should already be over.
// caught by: 7.5: thrown into before it started, it ends without having run
// saying: came:     starts.
if (done()) std::rethrow_exception(error);
return resume(std::move(error));
