// The server of this lesson: a greeting, then an echo of each piece, on sockets you can await.
//
// One task for each client, in straight lines. Ctrl-C ends it without a goodbye.
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/fd.hpp"
#include "loop/os/socket.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/sock_ops.hpp"
#include "servers/common/lines.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;
constexpr std::size_t read_size = 1024;

Task<> talk(int fd) {
  std::string room(read_size, '\0');
  co_await sock_sendall(fd, "Welcome!\r\n");
  for (;;) {
    const std::size_t count = co_await sock_recv(fd, std::as_writable_bytes(std::span(room)));
    if (count == 0) co_return;
    const std::string_view text = trimmed(std::string_view(room).substr(0, count));
    const std::string reply = "Echo: " + std::string(text) + "\r\n";
    co_await sock_sendall(fd, reply);
  }
}

Task<> serve(Socket client, std::string name) {
  EventLoop& loop = EventLoop::current();
  std::string how = " has left";
  try {
    co_await talk(client.get());
  } catch (const ConnectionError& error) {
    how = " is gone: " + error.code().message();
  }
  print_line(name + how + ", in pass " + std::to_string(loop.pass()) + " of the loop");
  loop.forget(client.get());  // before the socket closes, here
}

/// The system gives out the lowest free number.
int next_descriptor() { return Fd(::dup(STDOUT_FILENO)).get(); }

/// Plays a system that has descriptors for so many clients, and then no more. (To take them away
/// for real, with setrlimit, would take them from the sanitizers as well.)
void leave_descriptors_for(int clients, test::ScriptedNet& net) {
  const int limit = next_descriptor() + clients;
  net.on_accept = [limit](int) -> std::optional<IoResult> {
    if (next_descriptor() >= limit) return IoResult::failed(EMFILE);
    return std::nullopt;
  };
}

Task<> welcome(Socket listener) {
  EventLoop& loop = EventLoop::current();
  bool told = false;
  for (int count = 0;;) {
    bool rest = false;
    try {
      const Accepted accepted = co_await sock_accept(listener.get());
      std::string name = "client " + std::to_string(++count);
      print_line(name + " has come");
      create_task(serve(Socket(loop.net(), accepted.fd), std::move(name)));
      told = false;
    } catch (const ConnectionError&) {  // whoever it was has left already
    } catch (const OSError& error) {
      if (!is_exhaustion(error.error_number())) throw;
      rest = true;
      if (!std::exchange(told, true)) print_line("nobody new until somebody leaves");
    }
    if (rest) co_await sleep(std::chrono::seconds(1));
  }
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> choices{{.name = "--descriptors",
                                          .choices = {"enough", "1", "2", "3"},
                                          .value = "enough",
                                          .help = "For how many clients there are descriptors"}};
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server on bare sockets.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&] {
    kit::test::ScriptedNet net(kit::os_net());
    kit::EventLoop loop(kit::make_selector(options.selector), kit::monotonic_clock(), net);
    kit::Socket listener =
        kit::listen_on(net, kit::resolve(options.host, options.port).front(), kit::backlog);
    kit::print_line("listening on " + net.sockname(listener.get()).str());
    const std::string& clients = choices.front().value;
    if (clients != "enough") kit::leave_descriptors_for(std::stoi(clients), net);
    kit::run(loop, kit::welcome(std::move(listener)));
  });
}
