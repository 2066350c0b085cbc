// "Writable" is taken for "connected". The system also says writable when the attempt has failed,
// and keeps the reason in SO_ERROR: without asking, handle_connect is called on a connection that
// does not exist.
// caught by: 5.4: a connection that is refused calls handle_error, and not handle_connect
// saying: came:     handle_connect
  connecting_ = false;
  connected_ = true;
  handle_connect();
