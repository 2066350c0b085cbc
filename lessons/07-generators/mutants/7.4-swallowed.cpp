// The exception is caught and dropped (or kept, but never thrown on: look at 7.2, too). For the
// caller a body that broke looks like one that has come to its end: half of the values, no word.
// caught by: 7.4: what the body throws comes out where the value was asked for
// saying: came:     no exception
