// The echo server of asyncore's manual: bytes back as they came, by callbacks.
#include <memory>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "loop/observe/log.hpp"
#include "servers/ancestors/stop_channel.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

// A client that sends and does not read may have so much waiting for it; then we read no more.
constexpr std::size_t high_water = 65536;
constexpr std::size_t read_size = 8192;
constexpr int backlog = 100;

class EchoHandler final : public DispatcherWithSend {
 public:
  using DispatcherWithSend::DispatcherWithSend;

  bool readable() override {
    return DispatcherWithSend::readable() && write_buffer_size() < high_water;
  }
  void handle_read() override { send(recv(read_size)); }
};

class EchoServer final : public Dispatcher {
 public:
  EchoServer(const Address& address, ChannelMap& map) : Dispatcher(map) {
    create_socket(address.family());
    if (!address.is_unix()) set_reuse_addr();
    bind(address);
    listen(backlog);
  }

  void handle_accepted(Socket socket, const Address& peer) override {
    print_line("Incoming connection from " + peer.str());
    map().adopt(std::make_unique<EchoHandler>(std::move(socket), map()));
  }
};

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(
      argc, argv, "Echo server on an asyncore-shaped dispatcher.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] {
    kit::ChannelMap map(kit::make_selector(options.selector));
    kit::EchoServer server(kit::resolve(options.host, options.port).front(), map);
    kit::serve_channels(map, server.address());
  });
}
