// open_connection: the client's side.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "loop/os/address.hpp"
#include "loop/tasks/task.hpp"
#include "streams/reader.hpp"
#include "streams/writer.hpp"

namespace kit {

struct Connection {
  Connection(StreamReader input, StreamWriter output)
      : reader(std::move(input)), writer(std::move(output)) {}
  StreamReader reader;
  StreamWriter writer;
};

/// Connects. Throws ConnectionRefusedError when nobody listens there.
Task<Connection> open_connection(Address address, std::int64_t limit = StreamReader::default_limit);

/// Tries each address of `host` in turn (a number, a name, a path: see streams/address.hpp) and
/// throws the last error if none answers; HostError when there is no such host.
Task<Connection> open_connection(std::string host, std::uint16_t port,
                                 std::int64_t limit = StreamReader::default_limit);

/// A reader and a writer on `fd`, a connected non-blocking socket, which they own from now on.
Connection wrap_socket(EventLoop& loop, int fd, Address peer,
                       std::int64_t limit = StreamReader::default_limit);

}  // namespace kit
