// It remembers the address of a copy, and the copy is gone as soon as yield_value returns. value()
// shows what happens to lie there by then.
// caught by: 7.3: the value is the body's own object, not a copy
// saying: &generator.value() == where
const T copy = value;
value_ = std::addressof(copy);
return Pause(*this);
