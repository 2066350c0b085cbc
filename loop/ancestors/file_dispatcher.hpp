// FileDispatcher: a pipe, a terminal or a file as a channel.
//
// Promises: it works on a duplicate, so closing the original is harmless, and the other way round.
// Source: asyncore's file_dispatcher and file_wrapper. Regular files are always ready, for select
// and poll; epoll refuses them (EPERM), and the channel is then closed with that error.
#pragma once

#include <memory>

#include "loop/ancestors/dispatcher_with_send.hpp"

namespace kit {

/// Like a connected socket whose recv is read(2) and whose send is write(2). Non-blocking while it
/// is open: that flag belongs to the open file, which other programs may share, so it is put back
/// when the channel closes; a terminal is opened a second time instead. A write to a pipe without a
/// reader closes the channel; the program must ignore SIGPIPE (ignore_sigpipe).
class FileDispatcher : public DispatcherWithSend {
 public:
  /// Throws OSError when `fd` cannot be duplicated.
  explicit FileDispatcher(int fd, ChannelMap& map = socket_map());
  ~FileDispatcher() override;

 private:
  std::unique_ptr<Net> file_;  // makes the file look like a socket
};

}  // namespace kit
