// An echo server on sockets alone: sock_accept, sock_recv, sock_sendall. A program for tests.
//
// No streams, no server class: what those are made of must carry a server as well. It answers piece
// by piece and not line by line. A stop is a cancel: whoever waits for a client says goodbye to it.
#include <array>
#include <chrono>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

#include "loop/errors.hpp"
#include "loop/os/socket.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "loop/tasks/task_group.hpp"
#include "servers/common/lines.hpp"
#include "servers/common/program.hpp"
#include "servers/common/stop_signal.hpp"

namespace kit {
namespace {

constexpr std::size_t read_size = 1024;

Task<> talk(int fd) {
  std::array<std::byte, read_size> room;
  co_await sock_sendall(fd, "Welcome!\r\n");
  for (;;) {
    const std::size_t count = co_await sock_recv(fd, room);
    if (count == 0) co_return;
    const std::string_view piece(reinterpret_cast<const char*>(room.data()), count);
    const std::string reply = "Echo: " + std::string(trimmed(piece)) + "\r\n";
    co_await sock_sendall(fd, reply);
  }
}

Task<> serve(Socket client) {
  bool stopped = false;
  try {
    co_await talk(client.get());
  } catch (const ConnectionError&) {
    // It is gone, and that is all right.
  } catch (const Cancelled&) {
    stopped = true;
  }
  if (stopped) co_await sock_sendall(client.get(), "Server is shutting down.\r\n");
  EventLoop::current().forget(client.get());  // before it is closed
}

Task<> accept_all(const Socket& listener, TaskGroup& clients) {
  EventLoop& loop = EventLoop::current();
  for (;;) {
    bool exhausted = false;
    try {
      const Accepted accepted = co_await sock_accept(listener.get());
      (void)clients.create_task(serve(Socket(loop.net(), accepted.fd)));
    } catch (const ConnectionError&) {
      // Gone before it was accepted.
    } catch (const OSError& error) {
      exhausted = is_exhaustion(error.error_number());
      if (!exhausted) throw;
    }
    if (exhausted) co_await sleep(std::chrono::seconds(1));
  }
}

/// Until it is cancelled, and with it all of its clients.
Task<> serve_all(Socket listener) {
  TaskGroup clients;
  co_await clients.run(accept_all(listener, clients));
}

Task<> until_stopped(SignalPipe& signals) {
  EventLoop& loop = EventLoop::current();
  Socket listener = listen_on(loop.net(), Address::ip("127.0.0.1", 0), 100);
  std::cout << "listening on " << loop.net().sockname(listener.get()).str() << std::endl;
  const TaskHandle<> server = create_task(serve_all(std::move(listener)));
  catch_stop_signals(signals);
  loop.add_reader(signals.fd(), [&signals, &loop, server] {
    if (!take_stop_signal(signals)) return;
    loop.remove_reader(signals.fd());
    server.cancel();
  });
  try {
    co_await server;
  } catch (const Cancelled&) {
    // As it should be.
  }
}

}  // namespace
}  // namespace kit

int main() {
  return kit::run_server(kit::LogLevel::warning, [] {
    kit::SignalPipe signals;
    kit::run(kit::until_stopped(signals));
  });
}
