// The body is marked as running and the mark is never taken off. It pauses, but the next question
// is refused as if the body had asked itself.
// caught by: 7.3: the body pauses at each co_yield, and goes on there
// saying: generator already executing
promise.started_ = promise.running_ = true;
frame_.resume();
if (promise.thrown_out_) {
  promise.running_ = false;
  std::rethrow_exception(std::exchange(promise.thrown_out_, nullptr));
}
if (!frame_.done()) return true;
promise.running_ = false;
return false;
