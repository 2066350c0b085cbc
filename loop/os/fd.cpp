#include "loop/os/fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "loop/errors.hpp"

namespace kit {

Fd::Fd(Fd&& other) noexcept : fd_(other.release()) {}

Fd& Fd::operator=(Fd&& other) noexcept {
  // lesson 1.3: Unless it is assigned to itself: close what we own, and take over the other's.
  if (this != &other) {
    close();
    fd_ = other.release();
  }
  // end lesson 1.3
  return *this;
}

Fd::~Fd() { close(); }

int Fd::release() noexcept {
  // lesson 1.1: Give the number to the caller, and keep -1: we own nothing any more.
  return std::exchange(fd_, -1);
  // end lesson 1.1
}

void Fd::close() noexcept {
  // lesson 1.2: Close the descriptor once, whoever calls this again; and forget its number.
  const int fd = release();
  // Never again after EINTR: Linux has closed the descriptor by then (close(2)), and the number may
  // already belong to a new socket of another thread.
  if (fd >= 0) ::close(fd);
  // end lesson 1.2
}

namespace {

int control(int fd, int command, int argument, const char* call) {
  const int result = ::fcntl(fd, command, argument);
  if (result < 0) throw_os_error(errno, on_descriptor(call, fd));
  return result;
}

}  // namespace

void set_nonblocking(int fd) {
  const int flags = control(fd, F_GETFL, 0, "fcntl(F_GETFL)");
  control(fd, F_SETFL, flags | O_NONBLOCK, "fcntl(F_SETFL)");
}

bool is_nonblocking(int fd) { return control(fd, F_GETFL, 0, "fcntl(F_GETFL)") & O_NONBLOCK; }

void set_close_on_exec(int fd) { control(fd, F_SETFD, FD_CLOEXEC, "fcntl(F_SETFD)"); }

Fd duplicate(int fd) { return Fd(control(fd, F_DUPFD_CLOEXEC, 0, "fcntl(F_DUPFD_CLOEXEC)")); }

}  // namespace kit
