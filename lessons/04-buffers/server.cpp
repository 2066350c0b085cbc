// The server of this lesson: the echo with select, with a Buffer of what each client is owed. So it
// goes on reading while a client is slow to take its answers; and it says what came and went.
#include <sys/socket.h>

#include <map>
#include <memory>
#include <string>

#include "loop/os/socket.hpp"
#include "loop/selectors/selector.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"
#include "streams/buffer.hpp"

namespace kit {
namespace {

constexpr int backlog = 100;
constexpr std::size_t read_size = 8192;
// Who is owed this much is not read from until it has taken some: memory is not endless.
constexpr std::size_t most_owed = 8u << 20;

struct Client {
  Socket socket;
  Buffer owed;            // received, not sent back yet
  bool finished = false;  // it will send no more
  std::size_t came = 0;
  std::size_t went = 0;
};

class BufferedEcho {
 public:
  explicit BufferedEcho(const Address& address) : listener_(listen_on(os_net(), address, backlog)) {
    // What is accepted inherits it: the system keeps a few kilobytes for each client, not
    // megabytes, so a short write is something that you see every day.
    const int small = 4096;
    ::setsockopt(listener_.get(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    selector_->register_fd(listener_.get(), event_read);
    print_line("listening on " + os_net().sockname(listener_.get()).str());
  }

  void serve_for_ever() {
    for (;;)
      for (const SelectorKey& key : selector_->select(std::nullopt))
        key.fd == listener_.get() ? accept() : serve(key);
  }

 private:
  void accept() {
    Address peer;
    const IoResult accepted = os_net().accept(listener_.get(), peer);
    if (!accepted.is_ok()) return;
    selector_->register_fd(accepted.fd(), event_read);
    clients_[accepted.fd()].socket = Socket(os_net(), accepted.fd());
  }

  void serve(const SelectorKey& key) {
    Client& client = clients_[key.fd];
    bool alive = true;
    if (key.events & event_read) alive = receive(client);
    if (alive && !client.owed.empty()) alive = send(client);
    if (!alive || (client.finished && client.owed.empty())) return drop(client);
    Events wanted = 0;
    if (!client.finished && client.owed.size() < most_owed) wanted |= event_read;
    if (!client.owed.empty()) wanted |= event_write;
    selector_->modify(key.fd, wanted);
  }

  /// False when the connection is broken; so does send().
  bool receive(Client& client) {
    const auto room = client.owed.prepare(read_size);
    const IoResult got = os_net().recv(client.socket.get(), room);
    if (!got.is_ok()) return got.would_block();
    client.owed.commit(got.bytes());
    client.came += got.bytes();
    client.finished = got.bytes() == 0;
    return true;
  }

  bool send(Client& client) {
    const IoResult sent = client.owed.send_to(os_net(), client.socket.get());
    if (sent.is_ok()) client.went += sent.bytes();
    return sent.is_ok() || sent.would_block();
  }

  void drop(Client& client) {
    const std::string what = client.came == client.went ? "" : ", and bytes are missing";
    print_line("a client left" + what + ": " + std::to_string(client.came) + " came, " +
               std::to_string(client.went) + " went back");
    const int fd = client.socket.get();
    selector_->unregister(fd);  // before the number is free
    clients_.erase(fd);
  }

  std::unique_ptr<Selector> selector_ = make_selector("select");
  Socket listener_;
  std::map<int, Client> clients_;
};

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  options.selector.clear();  // there is no choice
  std::vector<kit::ChoiceOption> none;
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server with buffers.", options, none);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] {
    kit::BufferedEcho(kit::resolve(options.host, options.port).front()).serve_for_ever();
  });
}
