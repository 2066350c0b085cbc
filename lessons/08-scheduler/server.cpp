// The GOT: echo, as short as it can be told: two routines and a scheduler. Whoever says "boom" has
// a routine that breaks. Ctrl-C ends it without a goodbye.
//
// The same service for grown-ups, which stops politely and bears a lack of descriptors, is
// servers/ancestors/yield_echo.cpp.
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

Routine serve(RoutineSocket client) {
  Net& net = os_net();
  std::array<std::byte, 1000> room;
  for (;;) {
    co_yield recv(client.get());
    const IoResult got = net.recv(client.get(), room);
    if (got.would_block()) continue;
    if (!got.is_ok()) throw_os_error(got.error(), on_descriptor("recv", client.get()));
    if (got.bytes() == 0) break;
    const std::string text(reinterpret_cast<const char*>(room.data()), got.bytes());
    if (text == "boom\n") throw std::runtime_error("boom");
    const std::string reply = "GOT:" + text;
    for (std::string_view rest = reply; !rest.empty();) {
      const IoResult sent = net.send(client.get(), rest);
      if (sent.is_ok())
        rest.remove_prefix(sent.bytes());
      else if (sent.would_block())
        co_yield send(client.get());
      else
        throw_os_error(sent.error(), on_descriptor("send", client.get()));
    }
  }
  print_line("Connection closed");
}

Routine welcome(YieldScheduler& scheduler, RoutineSocket listener) {
  for (;;) {
    co_yield recv(listener.get());
    Address peer;
    const IoResult accepted = os_net().accept(listener.get(), peer);
    if (!accepted.is_ok()) continue;
    print_line("Connection from " + peer.str());
    RoutineSocket client(scheduler, Socket(os_net(), accepted.fd()));
    scheduler.add(serve(std::move(client)));
  }
}

void serve_all(const ListenOptions& options) {
  YieldScheduler scheduler(make_selector(options.selector));
  Socket listener = listen_on(os_net(), resolve(options.host, options.port).front(), 100);
  const Address address = os_net().sockname(listener.get());
  scheduler.add(welcome(scheduler, RoutineSocket(scheduler, std::move(listener))));
  print_line("listening on " + address.str());
  scheduler.run();
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.port = 25000;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(
      argc, argv, "Echo server on a scheduler of generators.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] { kit::serve_all(options); });
}
