// The body is marked as running, and the mark is never taken off. So the next question is refused, as
// if the body had asked itself.
// caught by: 7.2: the body runs when somebody asks
// saying: expected: generator.done()
// saying: ended by an exception: generator already executing
promise.started_ = promise.running_ = true;
frame_.resume();
if (promise.thrown_out_) std::rethrow_exception(std::exchange(promise.thrown_out_, nullptr));
return !frame_.done();
