// The peer's end closes the channel, whatever still waits to be sent. FIN says "I have said all",
// and not "I do not listen any more": the end of the answer is lost.
// caught by: 5.6: what waits when the peer finishes is sent before the channel closes
// saying: what Alice got
// saying: came:     closed
  close();
