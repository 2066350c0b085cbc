// The server of this lesson: an echo that answers late, while others go on.
//
// One task for each client. While it sleeps, its timer stands in the queue that this lesson is
// about, and the loop serves whoever else has something. Ctrl-C ends it without a goodbye.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/socket.hpp"
#include "loop/tasks/ready.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;
constexpr std::size_t read_size = 1024;

/// All of `text`, however much the system takes at a time. False when the client is gone.
Task<bool> answer(int fd, std::string text) {
  EventLoop& loop = EventLoop::current();
  while (!text.empty()) {
    const IoResult sent = loop.net().send(fd, text);
    if (sent.is_ok())
      text.erase(0, sent.bytes());
    else if (sent.would_block())
      co_await loop.writable(fd);
    else
      co_return false;
  }
  co_return true;
}

Task<> serve(Socket client, std::string name, Duration delay) {
  EventLoop& loop = EventLoop::current();
  std::vector<std::byte> room(read_size);
  for (bool here = true; here;) {
    co_await loop.readable(client.get());
    const IoResult got = loop.net().recv(client.get(), room);
    if (got.would_block()) continue;
    if (!got.is_ok() || got.bytes() == 0) break;
    print_line(name + " asks");
    co_await sleep(delay);  // this task waits, the loop does not
    print_line(name + " is answered");
    std::string text(reinterpret_cast<const char*>(room.data()), got.bytes());
    here = co_await answer(client.get(), std::move(text));
  }
  loop.forget(client.get());  // before the socket closes, here
}

Task<> welcome(Socket listener, Duration delay) {
  EventLoop& loop = EventLoop::current();
  print_line("listening on " + loop.net().sockname(listener.get()).str());
  for (int count = 1;;) {
    Address peer;
    const IoResult accepted = loop.net().accept(listener.get(), peer);
    if (accepted.is_ok()) {
      std::string name = "client " + std::to_string(count++);
      create_task(serve(Socket(loop.net(), accepted.fd()), std::move(name), delay));
    } else if (is_exhaustion(accepted.error())) {
      co_await sleep(std::chrono::seconds(1));  // until somebody has left, perhaps
    } else {
      co_await loop.readable(listener.get());
    }
  }
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> choices{{.name = "--delay",
                                          .choices = {"0", "0.5", "1", "2", "5", "10"},
                                          .value = "2",
                                          .help = "How late an answer comes, in seconds"}};
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server that answers late.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&] {
    const std::chrono::duration<double> delay(std::stod(choices.front().value));
    kit::EventLoop loop(kit::make_selector(options.selector));
    kit::Socket listener = kit::listen_on(
        kit::os_net(), kit::resolve(options.host, options.port).front(), kit::backlog);
    kit::run(loop,
             kit::welcome(std::move(listener), std::chrono::duration_cast<kit::Duration>(delay)));
  });
}
