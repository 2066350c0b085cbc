// The server of this lesson: the echo on the event loop, over the selector that you name. It counts
// how often that one was told what to watch: with epoll, each time is a call of epoll_ctl(2).
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "loop/errors.hpp"
#include "loop/os/socket.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"
#include "streams/buffer.hpp"
#include "tests/support/counting_selector.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;
constexpr std::size_t read_size = 8192;

/// What all tasks share. Outlives them.
struct Shop {
  EventLoop& loop;
  test::CountingSelector& selector;
  int answers = 0;
};

/// A socket that the loop forgets before its number is free again.
class Client {
 public:
  Client(EventLoop& loop, int fd) : loop_(loop), socket_(loop.net(), fd) {}
  Client(Client&&) = default;
  ~Client() {
    if (socket_) loop_.forget(socket_.get());
  }
  int fd() const { return socket_.get(); }

 private:
  EventLoop& loop_;
  Socket socket_;
};

Task<void> serve(Shop& shop, Client client) {
  Net& net = shop.loop.net();
  Buffer owed;
  for (;;) {
    co_await shop.loop.readable(client.fd());
    const IoResult got = net.recv(client.fd(), owed.prepare(read_size));
    if (got.would_block()) continue;
    if (!got.is_ok() || got.bytes() == 0) break;
    owed.commit(got.bytes());
    while (!owed.empty()) {
      const IoResult sent = owed.send_to(net, client.fd());
      if (sent.would_block())
        co_await shop.loop.writable(client.fd());
      else if (!sent.is_ok())
        co_return;
    }
    ++shop.answers;
  }
  print_line("a client left; so far " + std::to_string(shop.answers) + " answers, and " +
             std::to_string(shop.selector.changes) + " changes of what is watched");
}

Task<void> welcome(Shop& shop, Socket listener) {
  for (;;) {
    co_await shop.loop.readable(listener.get());
    Address peer;
    const IoResult accepted = shop.loop.net().accept(listener.get(), peer);
    if (accepted.is_ok()) {
      (void)create_task(serve(shop, Client(shop.loop, accepted.fd())));
    } else if (is_exhaustion(accepted.error())) {
      co_await sleep(std::chrono::milliseconds(100));  // until somebody has left, perhaps
    }
  }
}

void serve_for_ever(const ListenOptions& options) {
  auto counting = std::make_unique<test::CountingSelector>(make_selector(options.selector));
  counting->most_waits = std::numeric_limits<int>::max();
  test::CountingSelector& selector = *counting;
  EventLoop loop(std::move(counting));
  Shop shop{loop, selector};
  Socket listener = listen_on(os_net(), resolve(options.host, options.port).front(), backlog);
  print_line("listening on " + os_net().sockname(listener.get()).str());
  print_line("waiting with " + std::string(selector.name()));
  run(loop, welcome(shop, std::move(listener)));
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> none;
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server on the event loop.", options, none);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] { kit::serve_for_ever(options); });
}
