// The server of this lesson: the GOT: echo on your event loop, with a task for every client; and
// with --demo on, at the start, two coroutines that show who runs when.
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "lessons/10-event-loop/demo.hpp"
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

/// Owns the client: it goes on when whoever accepted it has long been waiting for the next one.
Task<> serve(WatchedSocket client) {
  try {
    for (;;) {
      const std::string text = co_await receive(client);
      if (text.empty()) break;
      const std::string answer = "GOT:" + text;
      co_await sock_sendall(client.get(), answer);
    }
  } catch (const ConnectionError&) {  // this one is lost; there are others
  }
  print_line("Connection closed");
}

Task<> serve_all(EventLoop& loop, int listener) {
  for (;;) {
    try {
      const Accepted accepted = co_await sock_accept(listener);
      print_line("Connection from " + accepted.peer.str());
      WatchedSocket client(loop, accepted.fd);
      (void)create_task(serve(std::move(client)));
    } catch (const ConnectionError&) {  // it left before it was accepted
    }
  }
}

void run_server_on(const ListenOptions& options, bool with_demo) {
  EventLoop loop(make_selector(options.selector));
  const Socket listener =
      listen_on(loop.net(), resolve(options.host, options.port).front(), backlog);
  print_line("listening on " + loop.net().sockname(listener.get()).str());
  if (with_demo) (void)create_task(loop, demo(print_line));
  run(loop, serve_all(loop, listener.get()));
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.port = 25000;
  std::vector<kit::ChoiceOption> choices{{.name = "--demo",
                                          .choices = {"off", "on"},
                                          .value = "off",
                                          .help = "on: two coroutines say who runs when"}};
  const auto ended = kit::parse_command_line(
      argc, argv, "Echo server with a task for every client.", options, choices);
  if (ended) return *ended;
  const bool with_demo = choices.front().value == "on";
  return kit::run_server(options.level, [&] { kit::run_server_on(options, with_demo); });
}
