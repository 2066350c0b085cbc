// The function did its work, and was reported all the same: the lines below yours report whatever
// comes to them. After a call that threw nothing, return.
// caught by: 10.3: of a function that does its work, nothing is reported
// saying: reported(reports) == Lines{}
// saying: came:     "no error"
  try {
    function();
  } catch (const BaseException&) {
    throw;
  } catch (...) {
    context.exception = std::current_exception();
  }
