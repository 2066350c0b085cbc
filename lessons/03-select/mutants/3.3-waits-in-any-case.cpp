// The timeout does not reach select(), so it waits until somebody is ready, also when we wanted a look only. A null
// pointer stands for "for ever", and only a missing timeout means that.
// caught by: 3.3: nobody has spoken, and we do not want to wait
// saying: (hangs)
  readable = readers_;
  writable = writers_;
  urgent = urgent_;
  count = ::select(highest_ + 1, &readable, &writable, &urgent, nullptr);
