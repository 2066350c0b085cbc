// As asyncore does it: the peer's end closes the channel, whatever still waits to be sent. FIN says
// "I have said all", and not "I do not listen any more".
  close();
