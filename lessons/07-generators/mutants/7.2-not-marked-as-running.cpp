// Nobody knows that the body is running. When it asks for its own next value it is resumed inside
// itself, begins again at its last pause, and does everything twice.
// caught by: 7.2: a body that asks for its own next value is refused
// saying: came:     starts. starts.
promise.started_ = true;
frame_.resume();
if (promise.thrown_out_) std::rethrow_exception(std::exchange(promise.thrown_out_, nullptr));
return !frame_.done();
