// The server of this lesson: it serves many by asking each in turn, without ever waiting.
//
// So it is busy all the time, also when nobody says a word. Lesson 3 cures that.
#include <array>
#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <vector>

#include "loop/observe/log.hpp"
#include "loop/os/socket.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;

struct Client {
  Socket socket;
  std::string owed;  // received, not sent back yet
};

class AskingEcho {
 public:
  explicit AskingEcho(const Address& address) : listener_(listen_on(net_, address, backlog)) {}

  Address address() const { return net_.sockname(listener_.get()); }

  void serve_for_ever() {
    for (;;) {
      accept();
      for (auto client = clients_.begin(); client != clients_.end();)
        client = ask(*client) ? std::next(client) : clients_.erase(client);
    }
  }

 private:
  void accept() {
    Address peer;
    const IoResult accepted = net_.accept(listener_.get(), peer);
    if (accepted.is_ok()) clients_.push_back(Client{Socket(net_, accepted.fd()), {}});
  }

  /// False when this client has left.
  bool ask(Client& client) {
    if (client.owed.empty()) {
      const IoResult got = net_.recv(client.socket.get(), room_);
      if (got.would_block()) return true;  // nothing from this one: on to the next
      if (!got.is_ok() || got.bytes() == 0) return false;
      client.owed.assign(reinterpret_cast<const char*>(room_.data()), got.bytes());
    }
    const IoResult sent = net_.send(client.socket.get(), client.owed);
    if (sent.would_block()) return true;  // no room for more: later
    if (sent.is_ok()) client.owed.erase(0, sent.bytes());
    return sent.is_ok();
  }

  Net& net_ = os_net();
  Socket listener_;
  std::list<Client> clients_;
  std::array<std::byte, 8192> room_;
};

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.selector.clear();  // it asks everybody itself
  std::vector<kit::ChoiceOption> choices;
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server that never waits.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] {
    kit::AskingEcho server(kit::resolve(options.host, options.port).front());
    kit::print_line("listening on " + server.address().str());
    server.serve_for_ever();
  });
}
