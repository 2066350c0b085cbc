// The server of this lesson: the GOT: echo in straight lines, on your Task. Whoever awaits, waits:
// so it serves one client at a time.
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "lessons/support/watched_socket.hpp"
#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/socket.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr std::size_t most = 1000;  // bytes for one answer
constexpr int backlog = 100;

/// What the client sends next; empty when it has finished sending.
Task<std::string> receive(const WatchedSocket& client) {
  std::array<std::byte, most> room;
  const std::size_t count = co_await sock_recv(client.get(), room);
  co_return std::string(reinterpret_cast<const char*>(room.data()), count);
}

Task<> serve(const WatchedSocket& client) {
  for (;;) {
    const std::string text = co_await receive(client);
    if (text.empty()) co_return;
    const std::string answer = "GOT:" + text;
    co_await sock_sendall(client.get(), answer);
  }
}

Task<> serve_one_after_the_other(EventLoop& loop, int listener) {
  for (;;) {
    try {
      const Accepted accepted = co_await sock_accept(listener);
      const WatchedSocket client(loop, accepted.fd);
      print_line("Connection from " + accepted.peer.str());
      co_await serve(client);
    } catch (const ConnectionError&) {  // this one is lost; there are others
    }
    print_line("Connection closed");
  }
}

void run_server_on(const ListenOptions& options) {
  EventLoop loop(make_selector(options.selector));
  const Socket listener =
      listen_on(loop.net(), resolve(options.host, options.port).front(), backlog);
  print_line("listening on " + loop.net().sockname(listener.get()).str());
  run(loop, serve_one_after_the_other(loop, listener.get()));
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.port = 25000;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(
      argc, argv, "Echo server in straight lines: one client at a time.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] { kit::run_server_on(options); });
}
