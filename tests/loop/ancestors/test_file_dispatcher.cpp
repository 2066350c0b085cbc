// FileDispatcher: pipes and files as channels.
#include "loop/ancestors/file_dispatcher.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/os/fd.hpp"
#include "loop/os/signals.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/folder.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::pattern;
using test::Probe;
using Channel = Probe<FileDispatcher>;

/// Over the selectors of this system: the simulated one knows nothing of files.
void over_every_map(const std::function<void(ChannelMap&)>& test) {
  for (const std::string& name : available_selectors()) {
    CAPTURE(name);
    ChannelMap map(make_selector(name));
    test(map);
  }
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    reader = Fd(ends[0]);
    writer = Fd(ends[1]);
  }
  void write(const std::string& text) const {
    REQUIRE(::write(writer.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  /// Waits for bytes; "" at the end.
  std::string read() const {
    std::string room(65536, '\0');
    const ssize_t count = ::read(reader.get(), room.data(), room.size());
    REQUIRE(count >= 0);
    room.resize(static_cast<std::size_t>(count));
    return room;
  }
  Fd reader;
  Fd writer;
};

/// SIGPIPE ignored, as a program must that writes to pipes; restored afterwards.
class WithoutSigpipe {
 public:
  WithoutSigpipe() : before_(std::signal(SIGPIPE, SIG_DFL)) { ignore_sigpipe(); }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;
  ~WithoutSigpipe() { std::signal(SIGPIPE, before_); }

 private:
  void (*before_)(int);
};

TEST_CASE("D19: it works on a duplicate: to close the original is harmless, and the other way") {
  over_every_map([](ChannelMap& map) {
    Pipe pipe;
    {
      Channel channel(pipe.reader.get(), map);
      CHECK(channel.fileno() != pipe.reader.get());
      CHECK(map.find(channel.fileno()) == &channel);
      CHECK(channel.connected());
      pipe.write("one");
      while (channel.received != "one") poll_loop(map, 1h, false, 1);
    }
    CHECK(map.empty());
    pipe.write("two");
    CHECK(pipe.read() == "two");  // the channel closed its own only

    Channel channel(pipe.reader.get(), map);
    pipe.reader.close();
    pipe.write("three");
    while (channel.received != "three") poll_loop(map, 1h, false, 1);
    pipe.writer.close();
    poll_loop(map, 1h);
    CHECK(channel.eof());
  });
}

TEST_CASE("D19: what was written before the writer closed is read to the last byte") {
  over_every_map([](ChannelMap& map) {
    const std::string text = pattern(50'000);  // a pipe holds 64 KiB, one recv takes 4096
    Pipe pipe;
    Channel channel(pipe.reader.get(), map);
    pipe.write(text);
    pipe.writer.close();  // poll(2) says POLLHUP from now on
    poll_loop(map, 1h);
    CHECK(channel.received == text);
    CHECK(channel.count("handle_close") == 1);
    CHECK(channel.count("handle_error") == 0);
  });
}

TEST_CASE("D19: the file is non-blocking while the channel is open, and then as it was before") {
  ChannelMap map;
  for (const bool blocking : {true, false}) {
    CAPTURE(blocking);
    Pipe pipe;
    if (!blocking) set_nonblocking(pipe.reader.get());
    Channel channel(pipe.reader.get(), map);
    CHECK(is_nonblocking(pipe.reader.get()));  // they share the flag
    CHECK_FALSE(is_nonblocking(pipe.writer.get()));
    channel.close();
    CHECK(is_nonblocking(pipe.reader.get()) == !blocking);
  }
}

TEST_CASE("D19: the flag is put back by the destructor, too, and by close_all") {
  Pipe pipe;
  {
    ChannelMap map;
    const FileDispatcher channel(pipe.reader.get(), map);
    CHECK(is_nonblocking(pipe.reader.get()));
  }
  CHECK_FALSE(is_nonblocking(pipe.reader.get()));
  ChannelMap map;
  map.adopt(std::make_unique<FileDispatcher>(pipe.reader.get(), map));
  CHECK(is_nonblocking(pipe.reader.get()));
  close_all(map);
  CHECK_FALSE(is_nonblocking(pipe.reader.get()));
}

TEST_CASE("D19: more than a pipe holds is written as the reader makes room") {
  over_every_map([](ChannelMap& map) {
    const std::string text = pattern(1'000'000);
    Pipe pipe;
    Channel channel(pipe.writer.get(), map);
    channel.send(text);
    CHECK(channel.write_buffer_size() > 0);
    channel.close_when_done();
    pipe.writer.close();
    std::string got;
    while (!map.empty()) {
      poll_loop(map, 0s, false, 1);
      if (got.size() < text.size()) got += pipe.read();
    }
    CHECK(got == text);
    CHECK(pipe.read().empty());
  });
}

TEST_CASE("D19: there is no FIN to say to a file: close_when_done closes when all is written") {
  ChannelMap map;
  Pipe pipe;
  Channel channel(pipe.writer.get(), map);
  channel.send("all");
  channel.close_when_done();
  CHECK_FALSE(channel.is_open());
  CHECK(pipe.read() == "all");
}

TEST_CASE("D19: when the reader goes, a channel that waits to write closes itself") {
  const WithoutSigpipe ignored;
  over_every_map([](ChannelMap& map) {
    Pipe pipe;
    Channel channel(pipe.writer.get(), map);
    channel.send(std::string(1'000'000, 'x'));
    pipe.reader.close();
    poll_loop(map, 1h);
    CHECK(channel.lost());
    CHECK(channel.count("handle_close") == 1);
    CHECK(channel.count("handle_error") == 0);
  });
}

TEST_CASE("D19: and so does one that has nothing to write, whatever it overrides") {
  over_every_map([](ChannelMap& map) {
    for (const bool reads : {true, false}) {
      CAPTURE(reads);
      Pipe pipe;
      Channel channel(pipe.writer.get(), map);
      if (!reads) channel.on["handle_read"] = [&] { channel.Dispatcher::handle_read(); };
      pipe.reader.close();
      poll_loop(map, 1h, false, 3);
      CHECK_FALSE(channel.is_open());
      CHECK(channel.count("handle_close") == 1);
    }
  });
}

TEST_CASE("D19: a write to a pipe without a reader closes the channel") {
  const WithoutSigpipe ignored;
  ChannelMap map;
  Pipe pipe;
  Channel channel(pipe.writer.get(), map);
  pipe.reader.close();
  CHECK(channel.send("x") == 1);
  CHECK_FALSE(channel.is_open());
  CHECK(channel.count("handle_close") == 1);
}

// ---- Other files --------------------------------------------------------------------------------

TEST_CASE("D19: a regular file is read to its end, where the selector takes it") {
  const test::Folder folder;
  const std::string text = pattern(30'000);
  std::ofstream(folder / "file") << text;
  over_every_map([&](ChannelMap& map) {
    const Fd file(::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(file);
    Channel channel(file.get(), map);
    poll_loop(map, 1h);
    CHECK_FALSE(is_nonblocking(file.get()));
    if (channel.count("handle_error") == 0) {
      CHECK(channel.received == text);
      CHECK(channel.count("handle_close") == 1);
    } else {
      // epoll takes no file that is always ready (epoll_ctl(2): EPERM).
      CHECK(channel.error.find("epoll cannot watch descriptor ") == 0);
      CHECK(channel.error.find("not permitted") != std::string::npos);
      CHECK(channel.received.empty());
    }
  });
}

TEST_CASE("D19: poll and select take regular files") {
  const test::Folder folder;
  std::ofstream(folder / "file") << "text";
  for (const bool use_poll : {false, true}) {
    ChannelMap map;
    const Fd file(::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC));
    Channel channel(file.get(), map);
    poll_loop(map, 1h, use_poll);
    CHECK(channel.received == "text");
  }
}

TEST_CASE("D19: a file that the selector refuses closes that channel and no other") {
  const test::Folder folder;
  std::ofstream(folder / "file") << "text";
  over_every_map([&](ChannelMap& map) {
    Pipe pipe;
    Channel other(pipe.reader.get(), map);
    const Fd file(::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC));
    Channel channel(file.get(), map);
    pipe.write("hello");
    while (channel.is_open() || other.received.empty()) poll_loop(map, 1h, false, 1);
    CHECK(other.received == "hello");
    CHECK(map.size() == 1);
  });
}

TEST_CASE("D19: a number that is no descriptor is refused") {
  ChannelMap map;
  CHECK_THROWS_AS(FileDispatcher(-1, map), OSError);
  CHECK(map.empty());
}

TEST_CASE("D19: two channels for the two directions of one pair work side by side") {
  over_every_map([](ChannelMap& map) {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    Fd first{ends[0]};
    Fd second{ends[1]};
    Channel one(first.get(), map);
    Channel other(second.get(), map);
    first.close();
    second.close();
    one.send("ping");
    while (other.received.empty()) poll_loop(map, 1h, false, 1);
    other.send("pong");
    while (one.received.empty()) poll_loop(map, 1h, false, 1);
    CHECK(one.received == "pong");
    CHECK(other.received == "ping");
  });
}

}  // namespace
}  // namespace kit
