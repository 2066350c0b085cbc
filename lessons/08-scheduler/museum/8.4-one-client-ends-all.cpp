// Nobody catches what a routine throws: it leaves run(), and with it go all the others. One client
// that resets its connection ends the server for everybody. The original did this.
// caught by: 8.0: one client's reset does not end the others
// saying: Connection reset
std::rethrow_exception(error);
