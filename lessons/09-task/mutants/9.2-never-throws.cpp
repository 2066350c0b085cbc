// The value is given before anybody has looked at the exception: what was thrown is forgotten.
// caught by: 9.2: instead of a result, what was thrown comes out
// saying: take() throws NoMilk
// saying: came:     no exception
    return std::move(*value);
