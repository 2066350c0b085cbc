#include "loop/ancestors/file_dispatcher.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "loop/os/fd.hpp"

namespace kit {
namespace {

template <class Call>
IoResult checked(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0) return IoResult::ok(result);
    if (errno != EINTR) return IoResult::failed(errno);
  }
}

/// Just enough to make a file look like a socket.
class FileNet final : public Net {
 public:
  explicit FileNet(bool was_blocking) : was_blocking_(was_blocking) {}

  IoResult recv(int fd, std::span<std::byte> room) override {
    return checked([&] { return ::read(fd, room.data(), room.size()); });
  }
  IoResult send(int fd, std::string_view bytes) override {
    return checked([&] { return ::write(fd, bytes.data(), bytes.size()); });
  }
  void close(int fd) noexcept override {
    if (was_blocking_) {
      const int flags = ::fcntl(fd, F_GETFL);
      if (flags >= 0) ::fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
    }
    Fd(fd).close();
  }
  void reset(int fd) noexcept override { close(fd); }
  bool is_nonblocking(int fd) override { return kit::is_nonblocking(fd); }
  int socket_error(int) override { return 0; }
  std::size_t unsent(int) override { return 0; }
  Address sockname(int) override { return {}; }
  Address peername(int) override { return {}; }

  IoResult socket(int) override { return not_a_socket(); }
  IoResult bind(int, const Address&) override { return not_a_socket(); }
  IoResult listen(int, int) override { return not_a_socket(); }
  IoResult accept(int, Address&) override { return not_a_socket(); }
  IoResult connect(int, const Address&) override { return not_a_socket(); }
  IoResult recv_urgent(int, std::byte&) override { return not_a_socket(); }
  IoResult shutdown_write(int) override { return not_a_socket(); }
  IoResult set_option(int, SocketOption, bool) override { return not_a_socket(); }
  IoResult socketpair(std::array<int, 2>&) override { return not_a_socket(); }

 private:
  static IoResult not_a_socket() { return IoResult::failed(ENOTSOCK); }

  bool was_blocking_;
};

/// A terminal is opened once more: then O_NONBLOCK is ours alone, and the shell that shares the
/// original never sees it, whatever ends this program. Anything else can only be duplicated, also a
/// terminal's other side: to open that name (/dev/ptmx) makes another terminal.
Fd second_descriptor(int fd) {
  char name[256];
  const bool other_side = ::ptsname_r(fd, name, sizeof name) == 0;
  if (!other_side && ::isatty(fd) && ::ttyname_r(fd, name, sizeof name) == 0) {
    const int mode = ::fcntl(fd, F_GETFL) & O_ACCMODE;
    Fd terminal(::open(name, mode | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
    if (terminal) return terminal;
  }
  return duplicate(fd);
}

}  // namespace

FileDispatcher::FileDispatcher(int fd, ChannelMap& map) : DispatcherWithSend(map) {
  Fd copy = second_descriptor(fd);
  file_ = std::make_unique<FileNet>(!is_nonblocking(copy.get()));
  set_file(Socket(*file_, copy.release()));
}

// Before the base class does: it would need what looks like a socket.
FileDispatcher::~FileDispatcher() { close(); }

}  // namespace kit
