// Two ends of one connection in one loop, and short words for what tests do with them.
#pragma once

#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <utility>

#include "loop/tasks/future.hpp"
#include "streams/connect.hpp"
#include "streams/server.hpp"
#include "tests/support/pattern.hpp"

namespace kit::test {

/// The loopback, with a port that the system chooses.
inline Address any_port() { return Address::ip("127.0.0.1", 0); }

struct Pair {
  Pair(Connection one, Connection other) : client(std::move(one)), server(std::move(other)) {}
  Connection client;  // from open_connection
  Connection server;  // from start_server, whose listener is closed again
};

/// A connection over TCP.
inline Task<Pair> connected_pair() {
  const Future<Connection> accepted;
  Server server = start_server(
      [accepted](StreamReader reader, StreamWriter writer) {
        accepted.set_result(Connection(std::move(reader), std::move(writer)));
      },
      any_port());
  Connection client = co_await open_connection(server.addresses().front());
  Connection served = co_await Future<Connection>(accepted);
  server.close();
  co_return Pair(std::move(client), std::move(served));
}

/// A handler that sends each line back.
inline Task<void> echo_lines(StreamReader reader, StreamWriter writer) {
  for (;;) {
    const std::string line = co_await reader.readline();
    if (line.empty()) break;
    writer.write(line);
  }
  writer.close();
}

/// Sends a line and gets it back: the connection is served.
inline Task<void> check_served(Connection& client) {
  client.writer.write("ping\n");
  const std::string line = co_await client.reader.readline();
  CHECK(line == "ping\n");
}

// The waits of a writer as tasks, for create_task and failure_of.

inline Task<void> drained(StreamWriter& writer) { co_await writer.drain(); }
inline Task<void> closed(StreamWriter& writer) { co_await writer.wait_closed(); }
inline Task<bool> filled(StreamReader& reader) {
  const bool more = co_await reader.fill();
  co_return more;
}

/// Closes both ends and waits until that is done. An end may be lost already.
inline Task<void> close_both(Pair& pair) {
  pair.client.writer.close();
  pair.server.writer.close();
  try {
    co_await pair.client.writer.wait_closed();
  } catch (const OSError&) {  // how it ended is not what the test asks
  }
  try {
    co_await pair.server.writer.wait_closed();
  } catch (const OSError&) {
  }
}

}  // namespace kit::test
