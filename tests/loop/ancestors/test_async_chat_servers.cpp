// AsyncChat on both ends of real connections: several clients, slow ones and lost ones.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/async_chat.hpp"
#include "loop/os/socket.hpp"
#include "tests/support/chats.hpp"

namespace kit {
namespace {

using test::ChatMapBench;
using test::NotingChat;
using test::Strings;

/// Answers lines: "quit" is the last, "flood" gets a lot, all others come back.
class LineChat final : public AsyncChat {
 public:
  static constexpr std::size_t flood = 4'000'000;

  LineChat(Socket socket, ChannelMap& map, Strings& lines)
      : AsyncChat(std::move(socket), map), lines_(lines) {
    set_terminator("\r\n");
  }
  void collect_incoming_data(std::string_view data) override { collect(data); }
  void found_terminator() override {
    const std::string line = get_data();
    lines_.push_back(line);
    if (line == "flood") return push(std::string(flood, '~'));
    push("GOT: " + line + "\r\n");
    if (line == "quit") close_when_done();
  }

 private:
  Strings& lines_;
};

class LineServer final : public Dispatcher {
 public:
  explicit LineServer(ChannelMap& map) : Dispatcher(map) {
    create_socket();
    bind(Address::ip("127.0.0.1", 0));
    listen();
  }
  void handle_accepted(Socket socket, const Address&) override {
    map().adopt(std::make_unique<LineChat>(std::move(socket), map(), lines));
  }

  Strings lines;  // of all clients
};

/// Reads lines, and has said the first of its own before it was connected.
class LineClient : public NotingChat {
 public:
  LineClient(ChannelMap& map, const Address& server, std::string_view first) : NotingChat(map) {
    set_terminator("\r\n");
    create_socket();
    push(first);
    CHECK(producer_fifo_size() == 1);
    connect(server);
  }
};

/// A socket that nobody serves, connected to `server`.
Socket idle_client(ChatMapBench& bench, const Address& server) {
  Socket socket = make_socket(bench.net, AF_INET);
  const IoResult result = bench.net.connect(socket.get(), server);
  REQUIRE((result.is_ok() || result.would_block()));
  return socket;
}

/// Adds what is there to `text`. False at the end of the stream.
bool receive_all(ChatMapBench& bench, const Socket& socket, std::string& text) {
  std::vector<std::byte> room(65536);
  for (;;) {
    const IoResult got = bench.net.recv(socket.get(), room);
    if (got.would_block()) return true;
    REQUIRE(got.is_ok());
    if (got.bytes() == 0) return false;
    text.append(reinterpret_cast<const char*>(room.data()), got.bytes());
  }
}

/// Once the connection stands.
void send_later(ChatMapBench& bench, const Socket& socket, std::string_view text) {
  bench.until([&] { return bench.net.send(socket.get(), text).is_ok(); });
}

void over_every_map(void (*test)(ChatMapBench&)) {
  for (const std::string& name : test::all_selectors()) {
    CAPTURE(name);
    ChatMapBench bench(name);
    test(bench);
  }
}

}  // namespace

TEST_CASE("AsyncChat: what is pushed before the connection stands goes out when it does") {
  over_every_map([](ChatMapBench& bench) {
    LineServer server(bench.map);
    LineClient client(bench.map, server.address(), "hello\r\n");
    client.push("wor");
    client.push_with_producer(std::make_unique<SimpleProducer>("ld\r\n", 1));
    bench.until([&] { return client.messages.size() == 2; });
    CHECK(client.messages == Strings{"GOT: hello", "GOT: world"});
  });
}

TEST_CASE("AsyncChat: close_when_done before the connection stands says first what waits") {
  over_every_map([](ChatMapBench& bench) {
    LineServer server(bench.map);
    LineClient client(bench.map, server.address(), "last\r\n");
    client.close_when_done();
    bench.until([&] { return !client.is_open() && bench.map.size() == 1; });
    CHECK(client.errors.empty());
    CHECK(server.lines == Strings{"last"});
    CHECK(client.messages.empty());
  });
}

TEST_CASE("AsyncChat: three clients at once, each with its own state") {
  over_every_map([](ChatMapBench& bench) {
    LineServer server(bench.map);
    std::vector<std::unique_ptr<LineClient>> clients;
    for (const char* const first : {"a", "b", "c"})
      clients.push_back(std::make_unique<LineClient>(bench.map, server.address(), first));
    bench.until([&] { return bench.map.size() == 7; });  // with their servers, and the listener
    for (const auto& client : clients) client->push("1\r\nqu");
    for (const auto& client : clients) client->push("it\r\nnot heard\r\n");
    bench.until([&] { return bench.map.size() == 1; });
    CHECK(clients[0]->messages == Strings{"GOT: a1", "GOT: quit"});
    CHECK(clients[1]->messages == Strings{"GOT: b1", "GOT: quit"});
    CHECK(clients[2]->messages == Strings{"GOT: c1", "GOT: quit"});
    for (const auto& client : clients) CHECK(client->errors.empty());
  });
}

TEST_CASE("AsyncChat: who does not read what he asked for stops nobody else, and loses nothing") {
  over_every_map([](ChatMapBench& bench) {
    LineServer server(bench.map);
    Socket slow = idle_client(bench, server.address());
    send_later(bench, slow, "flood\r\n");
    LineClient client(bench.map, server.address(), "0\r\n");
    for (std::size_t i = 1; i <= 100; ++i) {
      bench.until([&] { return client.messages.size() == i; });
      client.push(std::to_string(i) + "\r\n");
    }
    std::string flood;
    bench.until([&] {
      REQUIRE(receive_all(bench, slow, flood));
      return flood.size() >= LineChat::flood;
    });
    CHECK(flood == std::string(LineChat::flood, '~'));
    bench.until([&] { return client.messages.size() == 101; });
    CHECK(client.messages.back() == "GOT: 100");
  });
}

TEST_CASE("AsyncChat: a reset closes its own channel at once, with all that waited for it") {
  over_every_map([](ChatMapBench& bench) {
    LineServer server(bench.map);
    Socket lost = idle_client(bench, server.address());
    send_later(bench, lost, "flood\r\n");
    LineClient client(bench.map, server.address(), "one\r\n");
    bench.until([&] { return client.messages.size() == 1; });
    CHECK(bench.map.size() == 4);
    bench.net.reset(lost.release());
    bench.until([&] { return bench.map.size() == 3; });
    client.push("two\r\n");
    bench.until([&] { return client.messages.size() == 2; });
  });
}

TEST_CASE("AsyncChat: a line without its end, then FIN: answered lines arrive, then FIN") {
  over_every_map([](ChatMapBench& bench) {
    LineServer server(bench.map);
    Socket client = idle_client(bench, server.address());
    send_later(bench, client, "one\r\ntwo\r\nflood\r\nthree\r");
    REQUIRE(bench.net.shutdown_write(client.get()).is_ok());
    std::string heard;
    bench.until([&] { return !receive_all(bench, client, heard); });
    CHECK(heard == "GOT: one\r\nGOT: two\r\n" + std::string(LineChat::flood, '~'));
    bench.until([&] { return bench.map.size() == 1; });
  });
}

TEST_CASE("AsyncChat: a connection that is refused closes the channel, whatever was pushed") {
  over_every_map([](ChatMapBench& bench) {
    Socket bound = make_socket(bench.net, AF_INET);  // and does not listen
    REQUIRE(bench.net.bind(bound.get(), Address::ip("127.0.0.1", 0)).is_ok());
    LineClient client(bench.map, bench.net.sockname(bound.get()), "never sent\r\n");
    for (int passes = 0; client.is_open() && passes < 100; ++passes)
      poll_loop(bench.map, std::chrono::seconds(1), false, 1);
    REQUIRE(client.errors.size() == 1);
    CHECK(client.errors[0].find("connect to 127.0.0.1:") != std::string::npos);
    CHECK(bench.map.empty());
  });
}

}  // namespace kit
