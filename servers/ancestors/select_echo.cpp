// The echo server with select: one thread, many clients, and a table of what each is owed.
//
// Nothing here waits but select. All that the loop, tasks and streams of this repository do later
// is to hide this table. Ctrl-C ends it without a goodbye.
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/socket.hpp"
#include "loop/selectors/selector.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;
constexpr std::size_t read_size = 8192;

struct Client {
  Socket socket;
  std::string owed;  // received, not sent back yet
};

class SelectEcho {
 public:
  SelectEcho(Net& net, const Address& address)
      : net_(net), listener_(listen_on(net, address, backlog)), room_(read_size) {
    selector_->register_fd(listener_.get(), event_read);
  }

  Address address() const { return net_.sockname(listener_.get()); }

  void serve_for_ever() {
    for (;;) {
      for (const SelectorKey& key : selector_->select(std::nullopt)) {
        if (key.fd == listener_.get())
          while (accept()) continue;
        else
          serve(key.fd);
      }
    }
  }

 private:
  /// False when nobody (else) is there.
  bool accept() {
    Address peer;
    const IoResult accepted = net_.accept(listener_.get(), peer);
    if (is_exhaustion(accepted.error())) rest(accepted.error());
    if (!accepted.is_ok()) return false;
    Socket socket(net_, accepted.fd());
    try {
      selector_->register_fd(socket.get(), event_read);
    } catch (const std::invalid_argument& error) {  // select has no room for this number
      log(LogLevel::warning, "turned " + peer.str() + " away: " + error.what());
      return true;
    }
    clients_.emplace(accepted.fd(), Client{std::move(socket), {}});
    return true;
  }

  /// Out of descriptors: the listener stays readable, and would burn the core. So nobody new until
  /// somebody has left; or, when there is nobody to be kept waiting, for a moment.
  void rest(int error) {
    log(LogLevel::warning,
        "accept: " + describe(make_os_error(error, "nobody new until somebody leaves")));
    if (clients_.empty()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    } else {
      selector_->unregister(listener_.get());
      resting_ = true;
    }
  }

  /// Who is owed something gets it before we read more: so nobody can make us remember much.
  void serve(int fd) {
    Client& client = clients_.at(fd);
    if (client.owed.empty() && !receive(client)) return;
    const IoResult sent = net_.send(fd, client.owed);
    if (!sent.is_ok() && !sent.would_block()) return drop(fd);
    if (sent.is_ok()) client.owed.erase(0, sent.bytes());
    selector_->modify(fd, client.owed.empty() ? event_read : event_write);
  }

  /// False when there is nothing to send back.
  bool receive(Client& client) {
    const IoResult got = net_.recv(client.socket.get(), room_);
    if (got.would_block()) return false;
    if (got.is_ok() && got.bytes() > 0) {
      client.owed.assign(reinterpret_cast<const char*>(room_.data()), got.bytes());
      return true;
    }
    drop(client.socket.get());
    return false;
  }

  void drop(int fd) {
    selector_->unregister(fd);  // before the number is free
    clients_.erase(fd);
    if (std::exchange(resting_, false)) selector_->register_fd(listener_.get(), event_read);
  }

  Net& net_;
  std::unique_ptr<Selector> selector_ = make_selector("select");
  Socket listener_;
  std::map<int, Client> clients_;
  std::vector<std::byte> room_;
  bool resting_ = false;  // out of descriptors
};

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.selector.clear();  // the name says it
  std::vector<kit::ChoiceOption> choices;
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server on select(2).", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] {
    kit::SelectEcho server(kit::os_net(), kit::resolve(options.host, options.port).front());
    kit::print_line("listening on " + server.address().str());
    server.serve_for_ever();
  });
}
