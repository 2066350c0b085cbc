// The GOT: echo: generators and a scheduler, and nothing else.
#include <signal.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/fd.hpp"
#include "loop/os/signals.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;

/// What goes back: `prefix` and the bytes, for each read of at most `read_size`.
struct Style {
  std::string prefix;
  std::size_t read_size;
};

/// What all routines share.
struct Shop {
  Net& net;
  YieldScheduler& scheduler;
  Style style;
  std::vector<std::byte> scratch;  // nobody yields between filling and emptying it
};

IoResult receive(Shop& shop, int fd, std::string& reply) {
  const IoResult got = shop.net.recv(fd, shop.scratch);
  if (got.is_ok() && got.bytes() > 0)
    reply.assign(shop.style.prefix)
        .append(reinterpret_cast<const char*>(shop.scratch.data()), got.bytes());
  return got;
}

Routine serve(Shop& shop, RoutineSocket client) {
  std::string reply;
  try {
    for (;;) {
      co_yield recv(client.get());
      const IoResult got = receive(shop, client.get(), reply);
      if (got.would_block()) continue;
      if (!got.is_ok() || got.bytes() == 0) break;
      // The system takes what it has room for; the rest has to wait.
      for (std::string_view rest = reply; !rest.empty();) {
        const IoResult sent = shop.net.send(client.get(), rest);
        if (sent.is_ok())
          rest.remove_prefix(sent.bytes());
        else if (sent.would_block())
          co_yield send(client.get());
        else
          throw_os_error(sent.error(), on_descriptor("send", client.get()));
      }
    }
  } catch (const ConnectionError&) {  // the client is gone, or the server stops
  }
  print_line("Connection closed");
}

/// Out of descriptors, a listener stays readable and cannot accept: it would wake its routine for
/// ever. So one descriptor is kept for that case, to let the next client in and show it out.
void turn_away(Shop& shop, int listener, Fd& spare) {
  spare.close();
  Address peer;
  const IoResult accepted = shop.net.accept(listener, peer);
  if (accepted.is_ok()) shop.net.close(accepted.fd());
  log(LogLevel::warning, "out of descriptors: turned " + peer.str() + " away");
  try {
    spare = duplicate(listener);
  } catch (const OSError&) {  // another one was faster: next time, then
  }
}

Routine welcome(Shop& shop, RoutineSocket listener) {
  Fd spare = duplicate(listener.get());
  try {
    for (;;) {
      Address peer;
      const IoResult accepted = shop.net.accept(listener.get(), peer);
      if (accepted.would_block()) {
        co_yield recv(listener.get());
      } else if (accepted.is_ok()) {
        print_line("Connection from " + peer.str());
        RoutineSocket client(shop.scheduler, Socket(shop.net, accepted.fd()));
        shop.scheduler.add(serve(shop, std::move(client)));
      } else if (is_exhaustion(accepted.error())) {
        turn_away(shop, listener.get(), spare);
        co_yield recv(listener.get());
      }
    }
  } catch (const ConnectionError&) {  // the server stops
  }
}

Routine stop_on_signal(YieldScheduler& scheduler, SignalPipe& signals) {
  for (bool came = false; !came;) {
    co_yield recv(signals.fd());
    came = signals.take().has_value();
  }
  log(LogLevel::info, "stopping: a second signal ends the program at once");
  // The default actions: the second signal may be the other one of the two.
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  scheduler.stop();
}

void serve_all(const ListenOptions& options, Style style) {
  SignalPipe signals;
  signals.catch_once(SIGINT);
  signals.catch_once(SIGTERM);
  YieldScheduler scheduler(make_selector(options.selector));
  Shop shop{os_net(), scheduler, std::move(style), {}};
  shop.scratch.resize(shop.style.read_size);
  Socket listener = listen_on(os_net(), resolve(options.host, options.port).front(), backlog);
  const Address address = os_net().sockname(listener.get());
  scheduler.add(stop_on_signal(scheduler, signals));
  scheduler.add(welcome(shop, RoutineSocket(scheduler, std::move(listener))));
  print_line("listening on " + address.str());
  scheduler.run();
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.port = 25000;
  std::vector<kit::ChoiceOption> choices{
      {.name = "--style",
       .choices = {"got", "raw"},
       .value = "got",
       .help = "got: 'GOT:' before each piece of at most 1000 bytes; raw: bytes as they came"}};
  const auto ended = kit::parse_command_line(
      argc, argv, "Echo server on generators and a scheduler of forty lines.", options, choices);
  if (ended) return *ended;
  const bool raw = choices.front().value == "raw";
  return kit::run_server(options.level, [&options, raw] {
    kit::serve_all(options, raw ? kit::Style{"", 65536} : kit::Style{"GOT:", 1000});
  });
}
