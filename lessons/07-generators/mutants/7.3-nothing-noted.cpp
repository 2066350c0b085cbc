// The body pauses, but value_ is still null: yield_value did not keep the address of what was yielded.
// caught by: 7.3: the body pauses at each co_yield, and goes on there
// saying: reference binding to null pointer
return Pause(*this);
