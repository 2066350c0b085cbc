// FileDispatcher on a terminal: whoever shares the terminal must not find it non-blocking, not even
// while the channel is open.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "loop/ancestors/file_dispatcher.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/terminal.hpp"

namespace kit {
namespace {

using test::Probe;
using test::Terminal;
using Channel = Probe<FileDispatcher>;

void over_every_map(const std::function<void(ChannelMap&)>& test) {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    ChannelMap map(make_selector(name));
    test(map);
  }
}

void until(ChannelMap& map, const std::function<bool()>& done) {
  for (int passes = 0; !done(); ++passes) {
    REQUIRE(passes < 1000);
    poll_loop(map, std::chrono::seconds(1), false, 1);
  }
}

TEST_CASE("D19: a terminal stays blocking for those who share it, also while it is in use") {
  over_every_map([](ChannelMap& map) {
    const Terminal terminal;
    {
      Channel channel(terminal.slave.get(), map);
      CHECK_FALSE(is_nonblocking(terminal.slave.get()));
      CHECK(is_nonblocking(channel.fileno()));
      terminal.write("typed\n");
      until(map, [&] { return channel.received == "typed\n"; });
      channel.send("shown\n");
      CHECK(terminal.read(6) == "shown\n");
      CHECK_FALSE(is_nonblocking(terminal.slave.get()));
    }
    CHECK_FALSE(is_nonblocking(terminal.slave.get()));
  });
}

TEST_CASE("D19: the keyboard only reads, the screen only writes, as they were opened") {
  over_every_map([](ChannelMap& map) {
    const Terminal terminal;
    const Fd keyboard(::open(terminal.name.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
    const Fd screen(::open(terminal.name.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
    REQUIRE(keyboard);
    REQUIRE(screen);
    Channel in(keyboard.get(), map);
    Channel out(screen.get(), map);
    out.wants_to_read = false;
    terminal.write("typed\n");
    until(map, [&] { return in.received == "typed\n"; });
    out.send("shown\n");
    CHECK(terminal.read(6) == "shown\n");
    CHECK((::fcntl(in.fileno(), F_GETFL) & O_ACCMODE) == O_RDONLY);
    CHECK((::fcntl(out.fileno(), F_GETFL) & O_ACCMODE) == O_WRONLY);
    CHECK_FALSE(is_nonblocking(keyboard.get()));
    CHECK_FALSE(is_nonblocking(screen.get()));
  });
}

TEST_CASE("D19: the other side of a terminal has no second way in, and is used as it is") {
  over_every_map([](ChannelMap& map) {
    const Terminal terminal;
    {
      Channel channel(terminal.master.get(), map);
      channel.send("typed\n");
      CHECK(terminal.read_slave(6) == "typed\n");
      REQUIRE(::write(terminal.slave.get(), "shown\n", 6) == 6);
      until(map, [&] { return channel.received == "shown\n"; });
    }
    CHECK_FALSE(is_nonblocking(terminal.master.get()));
  });
}

}  // namespace
}  // namespace kit
