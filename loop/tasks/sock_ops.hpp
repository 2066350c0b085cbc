// sock_ops: sockets you can await, without streams on top.
//
// Each tries first and waits only when the system says EAGAIN. So a task whose peer always has data
// never pauses, and the others wait: who reads in a loop does well to sleep(0) now and then.
// Cancelling one loses no byte: the system call happens after the wait, in the same step that
// returns.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "loop/os/address.hpp"
#include "loop/tasks/task.hpp"

namespace kit {

/// A new connection. The caller owns the descriptor, which is non-blocking.
struct Accepted {
  Accepted(int descriptor, Address address) : fd(descriptor), peer(std::move(address)) {}
  int fd;
  Address peer;
};

// All throw std::invalid_argument when `fd` is a blocking socket (accept and connect always, the
// others in debug mode), and an OSError when the system call fails.

Task<Accepted> sock_accept(int fd);

/// At least one byte, at most `room`; 0 at end of file. `room` must outlive the call.
Task<std::size_t> sock_recv(int fd, std::span<std::byte> room);

/// All of `bytes`, which must outlive the call.
Task<void> sock_sendall(int fd, std::string_view bytes);

/// Throws ConnectionRefusedError when nobody listens there.
Task<void> sock_connect(int fd, Address address);

}  // namespace kit
