// The server of this lesson: asyncore's echo, on your Dispatcher. With --answer at-end it keeps
// what comes, and answers when the client has finished, as sort(1) does.
#include <memory>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "loop/observe/log.hpp"
#include "servers/ancestors/stop_channel.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr std::size_t read_size = 8192;
// A client that sends and does not read may have so much waiting for it; then we read no more.
constexpr std::size_t high_water = 65536;
// So much is kept for the end; who sends more is cut off.
constexpr std::size_t most_kept = 1 << 20;
constexpr int backlog = 100;

class Echo final : public DispatcherWithSend {
 public:
  using DispatcherWithSend::DispatcherWithSend;

  bool readable() override {
    return DispatcherWithSend::readable() && write_buffer_size() < high_water;
  }
  void handle_read() override { send(recv(read_size)); }
};

class EchoAtEnd final : public DispatcherWithSend {
 public:
  using DispatcherWithSend::DispatcherWithSend;

  void handle_read() override {
    kept_.append(recv(read_size));
    if (kept_.size() > most_kept) close_when_done();
  }
  void handle_close() override {
    if (eof()) send(std::exchange(kept_, {}));
    DispatcherWithSend::handle_close();
  }

 private:
  std::string kept_;
};

template <class Channel>
class Listener final : public Dispatcher {
 public:
  Listener(const Address& address, ChannelMap& map) : Dispatcher(map) {
    create_socket(address.family());
    if (!address.is_unix()) set_reuse_addr();
    bind(address);
    listen(backlog);
  }

  void handle_accepted(Socket socket, const Address& peer) override {
    print_line("Incoming connection from " + peer.str());
    map().adopt(std::make_unique<Channel>(std::move(socket), map()));
  }
};

template <class Channel>
void serve(const ListenOptions& options) {
  ChannelMap map(make_selector(options.selector));
  const Listener<Channel> listener(resolve(options.host, options.port).front(), map);
  serve_channels(map, listener.address());
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> choices{
      {"--answer", {"at-once", "at-end"}, "at-once", "when the bytes go back"}};
  const auto ended =
      kit::parse_command_line(argc, argv, "Echo server on a dispatcher.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&] {
    if (choices[0].value == "at-end")
      kit::serve<kit::EchoAtEnd>(options);
    else
      kit::serve<kit::Echo>(options);
  });
}
