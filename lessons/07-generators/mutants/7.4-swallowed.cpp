// The exception is caught and dropped (or kept, but never thrown on: look at 7.2, too). For the
// caller a body that broke looks like one that has come to its end: half of the values, no word.
// caught by: 7.4: a range-for has had the values before
// saying: log == "local dies. caught. "
