// The parent is resumed from inside its child: it works, until many await each other. Each one that
// ends leaves its call on the stack until all above it have ended.
// caught by: 9.6: on the way back the stack does not grow
// saying: bytes_of_stack_between_them < 1000
      awaiting.resume();
