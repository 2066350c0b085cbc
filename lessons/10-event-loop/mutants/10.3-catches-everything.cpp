// Everything is caught, also a BaseException: the program cannot be ended from a callback any more.
// Such a one has to pass.
// caught by: 10.3: the wish to end the program passes
// saying: came:     nothing
// saying: came:     "exit"
  try {
    function();
    return;
  } catch (...) {
    context.exception = std::current_exception();
  }
