// The exception is dropped: whoever awaits goes on as if all were well, with a result that nobody made.
// caught by: 9.1: what escapes a coroutine is kept in its promise
// saying: kept == "no milk"
    exception = nullptr;
