// The countdown server: a generator for each client, which keeps the client's place.
//
// It begins when a client connects, and goes on one step for each line that the client sends.
// Ctrl-C ends it without a goodbye.
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/generator.hpp"
#include "loop/os/socket.hpp"
#include "loop/selectors/selector.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

Generator<std::string> countdown(int from) {
  for (int n = from; n > 0; --n) {
    const std::string line = std::to_string(n) + "\n";
    co_yield line;
  }
  const std::string last = "liftoff\n";
  co_yield last;
}

struct Client {
  Socket socket;
  Generator<std::string> lines;
};

/// Sends the next line, if there is one. The first `send` of so few bytes is never short.
bool say_next(Client& client) {
  if (!client.lines.next()) return false;
  return client.socket.net().send(client.socket.get(), client.lines.value()).is_ok();
}

/// One step for each line that came. False when the countdown or the client is at its end.
bool go_on(Client& client) {
  std::array<std::byte, 1000> room;
  const IoResult got = client.socket.net().recv(client.socket.get(), room);
  if (got.would_block()) return true;
  if (!got.is_ok() || got.bytes() == 0) return false;
  for (std::size_t i = 0; i < got.bytes(); ++i)
    if (room[i] == std::byte{'\n'} && !say_next(client)) return false;
  return true;
}

void serve(const ListenOptions& options) {
  Net& net = os_net();
  const Socket listener = listen_on(net, resolve(options.host, options.port).front(), 100);
  const auto selector = make_selector(options.selector);
  std::map<int, Client> clients;
  selector->register_fd(listener.get(), event_read);
  print_line("listening on " + net.sockname(listener.get()).str());
  for (;;) {
    for (const SelectorKey& key : selector->select(std::nullopt)) {
      if (key.fd != listener.get()) {
        if (go_on(clients.at(key.fd))) continue;
        selector->unregister(key.fd);
        clients.erase(key.fd);
        continue;
      }
      Address peer;
      const IoResult accepted = net.accept(listener.get(), peer);
      if (!accepted.is_ok()) continue;
      Client client{Socket(net, accepted.fd()), countdown(3)};
      if (!say_next(client)) continue;
      selector->register_fd(accepted.fd(), event_read);
      clients.emplace(accepted.fd(), std::move(client));
    }
  }
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> choices;
  const auto ended =
      kit::parse_command_line(argc, argv, "A countdown for every client.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] { kit::serve(options); });
}
