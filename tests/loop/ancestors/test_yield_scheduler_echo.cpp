// A server on YieldScheduler and nothing else: the `GOT:` echo of the course, whose clients are
// routines, too. Section G: G08, and what the original's server did wrong.
//
// In the words of the original: its sockets were left blocking and the result of send() was
// ignored. Here every socket is non-blocking, and the echo sends until all is sent.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "tests/support/descriptors.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/pattern.hpp"
#include "tests/support/scripted_net.hpp"
#include "tests/support/yield_bench.hpp"

using namespace kit;
using test::Log;
using test::over_every_scheduler;
using test::YieldBench;
using test::YieldPair;

namespace {

/// Sends each part back, with "GOT:" before it, until the client has finished.
Routine got_echo(Net& net, RoutineSocket client) {
  std::array<std::byte, 1000> room;
  for (;;) {
    co_yield recv(client.get());
    const IoResult got = net.recv(client.get(), room);
    if (got.would_block()) continue;
    if (!got.is_ok()) throw_os_error(got.error(), on_descriptor("recv", client.get()));
    if (got.bytes() == 0) break;
    std::string unsent = "GOT:";
    unsent.append(reinterpret_cast<const char*>(room.data()), got.bytes());
    while (!unsent.empty()) {
      co_yield send(client.get());
      const IoResult sent = net.send(client.get(), unsent);
      if (sent.would_block()) continue;
      if (!sent.is_ok()) throw_os_error(sent.error(), on_descriptor("send", client.get()));
      unsent.erase(0, sent.bytes());
    }
  }
}

/// Accepts `count` clients. `net` may be a scripted one, over the bench's.
Routine got_server(YieldBench& bench, Net& net, RoutineSocket listener, int count) {
  while (count > 0) {
    co_yield recv(listener.get());
    Address peer;
    const IoResult accepted = net.accept(listener.get(), peer);
    if (accepted.would_block()) continue;
    if (!accepted.is_ok()) throw_os_error(accepted.error(), "accept");
    CHECK(net.is_nonblocking(accepted.fd()));
    RoutineSocket client = bench.own(accepted.fd());
    bench.scheduler().add(got_echo(net, std::move(client)));
    --count;
  }
}

/// Adds a server for `count` clients; returns where it listens.
Address serve(YieldBench& bench, Net& net, int count) {
  Socket socket = listen_on(bench.net(), Address::ip("127.0.0.1", 0), 5);
  const Address here = bench.net().sockname(socket.get());
  RoutineSocket listener(bench.scheduler(), std::move(socket));
  bench.scheduler().add(got_server(bench, net, std::move(listener), count));
  return here;
}

struct Step {
  std::string say;
  std::string hear;  // as many bytes are waited for
};

/// Connects, says and hears, half-closes, and expects the end of file.
Routine dialogue(YieldBench& bench, Address server, std::vector<Step> steps, int& finished) {
  Net& net = bench.net();
  RoutineSocket me(bench.scheduler(), make_socket(net, server.family()));
  const IoResult connecting = net.connect(me.get(), server);
  if (connecting.would_block()) co_yield send(me.get());
  REQUIRE(net.socket_error(me.get()) == 0);
  for (const Step& step : steps) {
    test::send_now(net, me.get(), step.say);
    std::string heard;
    while (heard.size() < step.hear.size()) {
      co_yield recv(me.get());
      heard += test::receive(net, me.get());
    }
    CHECK(heard == step.hear);
  }
  REQUIRE(net.shutdown_write(me.get()).is_ok());
  co_yield recv(me.get());
  std::array<std::byte, 1> room;
  const IoResult end = net.recv(me.get(), room);
  CHECK(end.is_ok());
  CHECK(end.bytes() == 0);
  ++finished;
}

}  // namespace

TEST_CASE("G08: the dialogue of the GOT echo, for three clients at once") {
  over_every_scheduler([](YieldBench& bench) {
    int finished = 0;
    const Address server = serve(bench, bench.net(), 3);
    const std::string zeros("\0\xff\0", 3);
    bench.scheduler().add(dialogue(bench, server,
                                   {{"Hello\n", "GOT:Hello\n"},
                                    {"World\n", "GOT:World\n"},
                                    {std::string(1000, 'x'), "GOT:" + std::string(1000, 'x')}},
                                   finished));
    bench.scheduler().add(dialogue(bench, server, {{"two\r\n", "GOT:two\r\n"}}, finished));
    bench.scheduler().add(dialogue(bench, server, {{zeros, "GOT:" + zeros}}, finished));
    bench.scheduler().run();
    CHECK(finished == 3);
    CHECK(bench.ends == std::vector<std::exception_ptr>(7));  // all of them, without an error
    CHECK(bench.selector().get_map().empty());
  });
}

TEST_CASE("G08: there is no framing: a prefix for each thousand bytes that were there") {
  YieldBench bench("sim");
  int finished = 0;
  const Address server = serve(bench, bench.net(), 1);
  const std::string x(1000, 'x');
  const std::string y(1000, 'y');
  bench.scheduler().add(
      dialogue(bench, server,
               {{std::string(1500, 'x'), "GOT:" + x + "GOT:" + std::string(500, 'x')},
                {std::string(2500, 'y'), "GOT:" + y + "GOT:" + y + "GOT:" + std::string(500, 'y')}},
               finished));
  bench.scheduler().run();
  CHECK(finished == 1);
}

TEST_CASE("G08: partial sends and empty wake-ups lose nothing and change nothing") {
  over_every_scheduler([](YieldBench& bench) {
    test::ScriptedNet net(bench.net());
    // Every second call would have to wait, and the others take three bytes at most.
    net.on_send = [&](int fd, std::string_view bytes) -> std::optional<IoResult> {
      if (net.sends % 2 == 1) return IoResult::failed(EAGAIN);
      return net.below().send(fd, bytes.substr(0, 3));
    };
    net.on_recv = [&](int, std::span<std::byte>) -> std::optional<IoResult> {
      if (net.recvs % 2 == 1) return IoResult::failed(EAGAIN);
      return std::nullopt;
    };
    int finished = 0;
    const Address server = serve(bench, net, 1);
    const std::string text = test::pattern(500);
    bench.scheduler().add(dialogue(bench, server, {{text, "GOT:" + text}}, finished));
    bench.scheduler().run();
    CHECK(finished == 1);
    CHECK(bench.failures() == 0);
    CHECK(net.sends == 2 * 168);  // 504 bytes, three by three
  });
}

TEST_CASE("G08: a client that has gone before accept is no error of the listener") {
  over_every_scheduler([](YieldBench& bench) {
    test::ScriptedNet net(bench.net());
    net.on_accept = [&](int) -> std::optional<IoResult> {
      if (net.accepts % 2 == 1) return IoResult::failed(EAGAIN);
      return std::nullopt;
    };
    int finished = 0;
    const Address server = serve(bench, net, 2);
    for (int i = 0; i < 2; ++i)
      bench.scheduler().add(dialogue(bench, server, {{"Hello\n", "GOT:Hello\n"}}, finished));
    bench.scheduler().run();
    CHECK(finished == 2);
    CHECK(bench.failures() == 0);
    CHECK(net.accepts == 4);
  });
}

// ---- A slow reader ------------------------------------------------------------------------------

namespace {

/// Sends a lot. As soon as it is stuck for the first time, `stuck` is called.
Routine sends_all(YieldBench& bench, int fd, std::string text, std::function<void()> stuck) {
  std::string_view unsent = text;
  while (!unsent.empty()) {
    const IoResult sent = bench.net().send(fd, unsent);
    if (sent.is_ok()) {
      unsent.remove_prefix(sent.bytes());
      continue;
    }
    REQUIRE(sent.would_block());
    if (stuck) std::exchange(stuck, nullptr)();
    co_yield send(fd);
  }
  REQUIRE(bench.net().shutdown_write(fd).is_ok());
}

/// Reads to the end, and leaves the prefixes away.
Routine reads_all(YieldBench& bench, int fd, std::string& text) {
  for (;;) {
    co_yield recv(fd);
    const std::string part = test::receive(bench.net(), fd);
    if (part.empty()) break;
    std::copy_if(part.begin(), part.end(), std::back_inserter(text),
                 [](unsigned char letter) { return std::islower(letter) != 0; });
  }
}

/// Says hello. Once that is answered, `then` is called.
Routine greets(YieldBench& bench, RoutineSocket me, std::function<void()> then) {
  test::send_now(bench.net(), me.get(), "Hello");
  co_yield recv(me.get());
  CHECK(test::receive(bench.net(), me.get()) == "GOT:Hello");
  then();
}

}  // namespace

TEST_CASE("G08: who does not read holds up nobody, and gets everything in the end") {
  over_every_scheduler([](YieldBench& bench) {
    const std::string text = test::pattern(1'000'000);  // more than the buffers hold
    std::string echoed;
    YieldPair slow(bench);
    YieldPair quick(bench);
    const int fd = slow.near.get();
    bool served = false;
    bench.scheduler().add(got_echo(bench.net(), std::move(slow.far)));
    bench.scheduler().add(got_echo(bench.net(), std::move(quick.far)));
    // It sends until nothing more goes out. Only then does the other client come, and only after
    // that one has been served does it begin to read, while it still sends.
    bench.scheduler().add(sends_all(bench, fd, text, [&] {
      bench.scheduler().add(greets(bench, std::move(quick.near), [&] {
        served = true;
        bench.scheduler().add(reads_all(bench, fd, echoed));
      }));
    }));
    bench.scheduler().run();
    CHECK(served);
    CHECK(echoed.size() == text.size());
    CHECK((echoed == text));
    CHECK(bench.failures() == 0);
  });
}

// ---- Many ---------------------------------------------------------------------------------------

TEST_CASE("YieldScheduler: a thousand connections, over all selectors but select") {
  const test::ManyDescriptors many;
  constexpr int count = 1000;
  for (const std::string& name : available_selectors()) {
    if (name == "select") continue;
    CAPTURE(name);
    YieldBench bench(name);
    int answered = 0;
    for (int i = 0; i < count; ++i) {
      YieldPair pair(bench);
      bench.scheduler().add(got_echo(bench.net(), std::move(pair.far)));
      bench.scheduler().add(greets(bench, std::move(pair.near), [&] { ++answered; }));
    }
    bench.scheduler().run();
    CHECK(answered == count);
    CHECK(bench.failures() == 0);
    CHECK(bench.ends.size() == 2 * count);
  }
}
