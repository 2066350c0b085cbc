// The result is given without a look at the exception: when something was thrown, there is no result to give.
// caught by: 9.2: instead of a result, what was thrown comes out
// saying: no exception
    return std::move(*value);
