// What the callback throws is caught, and nobody is told: the program goes on, and something in it
// did not happen.
// caught by: 10.3: what a callback throws is reported, and goes no further
// saying: reports.contexts.size() == 1
  try {
    function();
  } catch (const BaseException&) {
    throw;
  } catch (...) {
  }
  return;
