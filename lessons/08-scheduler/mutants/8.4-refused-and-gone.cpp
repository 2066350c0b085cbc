// A routine whose wait was refused is reported as dead. It is not: it pauses at its co_yield, and
// would have liked to hear of it, to clean up or to wait for something else.
// caught by: 8.4: a second one who waits for the same is refused, and the first one waits on
// saying: Bob is refused. Alice goes on.
done_(error);
