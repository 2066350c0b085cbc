// nc HOST PORT: what you type goes to the server, what it says is shown. For those who have no nc.
//
// Three channels in one map: the keyboard, the connection, the screen. Each stops reading while the
// next one has enough to do.
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/os/signals.hpp"
#include "servers/ancestors/client_channel.hpp"
#include "servers/ancestors/output_channel.hpp"
#include "servers/common/options.hpp"
#include "servers/common/program.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr std::size_t read_size = 65536;
constexpr std::size_t high_water = 65536;

class Connection final : public ClientChannel {
 public:
  Connection(const std::vector<Address>& addresses, OutputChannel& screen)
      : ClientChannel(addresses, screen.map()), screen_(screen) {}

  bool readable() override { return ClientChannel::readable() && screen_.has_room(); }
  void handle_read() override { screen_.send(recv(read_size)); }

 private:
  OutputChannel& screen_;
};

class Keyboard final : public FileDispatcher {
 public:
  explicit Keyboard(Connection& connection)
      : FileDispatcher(STDIN_FILENO, connection.map()), connection_(connection) {}

  bool readable() override {
    return !finished_ && connection_.connected() && connection_.write_buffer_size() < high_water;
  }
  void handle_read() override { connection_.send(recv(read_size)); }
  /// The end of the input is the end of what we say, not of what we hear. It stays open: to close
  /// it would be to put its flag back, which the screen may share.
  void handle_close() override {
    if (!std::exchange(finished_, true)) connection_.write_eof();
  }
  void handle_error(const std::exception_ptr& error) override {
    failure_ = error;
    handle_close();
  }

  /// When all is over. Throws if not everything could be read, or was.
  void check() {
    if (failure_) std::rethrow_exception(failure_);
    if (!finished_ && has_more())
      throw std::runtime_error("the server has finished: the rest of the input was not sent");
  }

 private:
  bool has_more() {
    try {
      return !recv(1).empty();
    } catch (const BlockingIOError&) {
      return false;
    }
  }

  Connection& connection_;
  bool finished_ = false;
  std::exception_ptr failure_;
};

/// Ctrl-C must not leave a pipe that others share non-blocking, so it is an exception, and all
/// channels close.
class Interrupt final : public FileDispatcher {
 public:
  Interrupt(SignalPipe& signals, ChannelMap& map)
      : FileDispatcher(signals.fd(), map), signals_(signals) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) signals.catch_once(signal);
  }
  void handle_read() override {
    // As a shell reports a program that a signal has ended.
    if (const std::optional<int> signal = signals_.take()) throw SystemExit(128 + *signal);
  }

 private:
  SignalPipe& signals_;
};

void talk(const std::string& host, std::uint16_t port) {
  const std::vector<Address> addresses = resolve(host, port);
  SignalPipe signals;
  ChannelMap map(make_selector("select"));  // it takes everything: terminals, pipes, files
  Interrupt interrupt(signals, map);
  OutputChannel screen(map);
  Connection connection(addresses, screen);
  Keyboard keyboard(connection);
  const auto over = [&] { return !connection.is_open() || !screen.is_open(); };
  while (!over()) poll_loop(map, std::chrono::seconds(30), false, 1);
  screen.close_when_done();
  while (screen.is_open()) poll_loop(map, std::chrono::seconds(30), false, 1);
  screen.check();
  connection.check();
  keyboard.check();
}

/// Zero when it is none.
std::uint16_t port_of(const std::string& text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, port);
  return result.ec == std::errc() && result.ptr == end ? port : 0;
}

}  // namespace
}  // namespace kit

int main(int argc, char** argv) {
  std::vector<kit::Argument> arguments{{.name = "HOST", .help = "a name or a number"},
                                       {.name = "PORT", .help = "1 to 65535"}};
  const auto ended = kit::parse_command_line(
      argc, argv, "Connects standard input and output with a server.", arguments);
  if (ended) return *ended;
  const std::uint16_t port = kit::port_of(arguments[1].value);
  if (port == 0) {
    std::cerr << "nc: a port is a number from 1 to 65535, not '" << arguments[1].value << "'\n";
    return 2;
  }
  return kit::run_tool("nc", [&] { kit::talk(arguments[0].value, port); });
}
