// A line protocol by callbacks: the dialogue of the echo server's protocol style, on AsyncChat.
#include <memory>
#include <vector>

#include "loop/ancestors/async_chat.hpp"
#include "servers/ancestors/stop_channel.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "servers/echo/protocol.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

// A line may have so many bytes.
constexpr std::size_t line_limit = 65536;
// A client that sends and does not read may have so many pieces of answers waiting, of 64 KiB each;
// then we read no more. To these come, at most, the answers to one read.
constexpr std::size_t most_pieces = 2;
constexpr int backlog = 100;

/// What a coroutine would keep in its local variables stands here in members: the line so far, and
/// whether it is too long already.
class LineHandler final : public AsyncChat {
 public:
  LineHandler(Socket socket, ChannelMap& map) : AsyncChat(std::move(socket), map) {
    set_terminator("\n");
    push(echo_welcome);
  }

  bool readable() override { return producer_fifo_size() < most_pieces; }

  void collect_incoming_data(std::string_view data) override {
    too_long_ = too_long_ || incoming().size() + data.size() > line_limit;
    if (too_long_)
      get_data();
    else
      collect(data);
  }

  void found_terminator() override {
    const std::string line = get_data();
    const std::string answer =
        std::exchange(too_long_, false) ? too_long_answer(line_limit) : protocol_answer(line);
    push(answer);
    if (answer == echo_goodbye) close_when_done();
  }

  /// The last line may come without a line feed, and is answered all the same.
  void handle_close() override {
    if (eof() && (too_long_ || !incoming().empty())) found_terminator();
    AsyncChat::handle_close();
  }

 private:
  bool too_long_ = false;
};

class LineServer final : public Dispatcher {
 public:
  LineServer(const Address& address, ChannelMap& map) : Dispatcher(map) {
    create_socket(address.family());
    if (!address.is_unix()) set_reuse_addr();
    bind(address);
    listen(backlog);
  }

  void handle_accepted(Socket socket, const Address&) override {
    map().adopt(std::make_unique<LineHandler>(std::move(socket), map()));
  }
};

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  kit::ListenOptions options;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(
      argc, argv, "A line protocol by callbacks: TIME, HELP, QUIT.", options, choices);
  if (ended) return *ended;
  return kit::run_server(options.level, [&options] {
    kit::ChannelMap map(kit::make_selector(options.selector));
    kit::LineServer server(kit::resolve(options.host, options.port).front(), map);
    kit::serve_channels(map, server.address());
  });
}
