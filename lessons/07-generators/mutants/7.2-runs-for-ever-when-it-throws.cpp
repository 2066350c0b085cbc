// The mark of running is taken off too late: the line that throws the error on leaves the function
// before. So a body that threw looks as if it were still running.
// caught by: 7.4: what the body throws comes out where the value was asked for
// saying: ended by an exception: generator already executing
promise.started_ = promise.running_ = true;
frame_.resume();
if (promise.thrown_out_) std::rethrow_exception(std::exchange(promise.thrown_out_, nullptr));
promise.running_ = false;
return !frame_.done();
