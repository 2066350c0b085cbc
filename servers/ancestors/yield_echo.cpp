// The GOT: echo: generators and a scheduler, and nothing else.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/signals.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "servers/common/stop_signal.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;
constexpr unsigned stop_limit = 5;  // seconds

/// What goes back: `prefix` and the bytes, for each read of at most `read_size`.
struct Style {
  std::string prefix;
  std::size_t read_size;
};

/// What all routines share. Outlives the scheduler.
struct Shop {
  Net& net;
  Style style;
  std::vector<std::byte> scratch;  // nobody yields between filling and emptying it
  YieldScheduler* scheduler = nullptr;
  int clients = 0;
  bool stopping = false;
  Socket resting;  // the listener, while there are no descriptors
};

IoResult receive(Shop& shop, int fd, std::string& reply) {
  const IoResult got = shop.net.recv(fd, shop.scratch);
  if (got.is_ok() && got.bytes() > 0)
    reply.assign(shop.style.prefix)
        .append(reinterpret_cast<const char*>(shop.scratch.data()), got.bytes());
  return got;
}

/// FIN first, then drop what the client still sends: to close with unread bytes would be a reset,
/// which destroys what is still on its way to a client that reads slowly.
Routine say_goodbye(Shop& shop, RoutineSocket client) {
  (void)shop.net.shutdown_write(client.get());
  for (;;) {
    const IoResult got = shop.net.recv(client.get(), shop.scratch);
    if (got.is_ok() && got.bytes() > 0) continue;
    if (!got.would_block() || shop.net.unsent(client.get()) == 0) break;
    co_yield recv(client.get());
  }
}

Routine welcome(Shop& shop, RoutineSocket listener);

/// A client has left: if the listener rests for want of descriptors, there is one again.
void leave(Shop& shop) {
  --shop.clients;
  print_line("Connection closed");
  if (!shop.resting || shop.stopping) return;
  RoutineSocket listener(*shop.scheduler, std::move(shop.resting));
  shop.scheduler->add(welcome(shop, std::move(listener)));
}

Routine serve(Shop& shop, RoutineSocket client) {
  std::string reply;
  try {
    while (!shop.stopping) {
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
  if (shop.stopping)
    shop.scheduler->add(say_goodbye(shop, std::move(client)));
  else
    client.close();
  leave(shop);
}

/// Out of descriptors, a listener stays readable and cannot accept: it would wake its routine for
/// ever. So it rests until a client leaves; or, when there is nobody to be kept waiting, for a
/// moment.
void rest(Shop& shop, RoutineSocket& listener, int error) {
  log(LogLevel::warning,
      "accept: " + describe(make_os_error(error, "nobody new until somebody leaves")));
  if (shop.clients > 0)
    shop.resting = listener.release();
  else
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

Routine welcome(Shop& shop, RoutineSocket listener) {
  try {
    while (listener.get() >= 0 && !shop.stopping) {
      Address peer;
      const IoResult accepted = shop.net.accept(listener.get(), peer);
      if (accepted.would_block()) {
        co_yield recv(listener.get());
      } else if (accepted.is_ok()) {
        print_line("Connection from " + peer.str());
        ++shop.clients;
        RoutineSocket client(*shop.scheduler, Socket(shop.net, accepted.fd()));
        shop.scheduler->add(serve(shop, std::move(client)));
      } else if (is_exhaustion(accepted.error())) {
        rest(shop, listener, accepted.error());
        // Others have their turn before it tries again: a signal, too.
        if (listener.get() >= 0) co_yield recv(listener.get());
      }
    }
  } catch (const ConnectionError&) {  // the server stops
  }
}

Routine stop_on_signal(Shop& shop, SignalPipe& signals) {
  for (bool came = false; !came;) {
    co_yield recv(signals.fd());
    came = take_stop_signal(signals);
  }
  shop.stopping = true;
  shop.resting.close();
  // A scheduler without time cannot keep a deadline, so the system does: who has not taken its
  // reply by then is cut.
  ::signal(SIGALRM, [](int) { ::_exit(0); });
  ::alarm(stop_limit);
  shop.scheduler->stop();
}

void serve_all(const ListenOptions& options, Style style) {
  SignalPipe signals;
  catch_stop_signals(signals);
  Shop shop{.net = os_net(), .style = std::move(style)};
  shop.scratch.resize(shop.style.read_size);
  YieldScheduler scheduler(make_selector(options.selector));
  shop.scheduler = &scheduler;
  Socket listener = listen_on(os_net(), resolve(options.host, options.port).front(), backlog);
  const Address address = os_net().sockname(listener.get());
  scheduler.add(stop_on_signal(shop, signals));
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
      argc, argv, "Echo server on generators and their scheduler.", options, choices);
  if (ended) return *ended;
  const bool raw = choices.front().value == "raw";
  return kit::run_server(options.level, [&options, raw] {
    kit::serve_all(options, raw ? kit::Style{"", 65536} : kit::Style{"GOT:", 1000});
  });
}
