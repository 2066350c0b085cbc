// The three styles in a simulated world: what needs time passes at once, and what needs luck never
// does. The bytes of every dialogue, over real sockets, are in tests/e2e.
#include "servers/echo/styles.hpp"

#include <doctest/doctest.h>

#include <string>

#include "servers/common/serve.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::any_port;
using test::AnyLoop;
using test::CaptureLog;
using test::over_every_loop;
using test::pattern;

using Style = Task<void> (*)(StreamReader, StreamWriter, Duration);

const std::string greeting =
    "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n";
const std::string farewell = "Connection timeout. Goodbye!\r\n";

Server start(Style style, Duration idle = Duration::zero()) {
  return start_server(ConnectionHandler([style, idle](StreamReader reader, StreamWriter writer) {
                        return style(std::move(reader), std::move(writer), idle);
                      }),
                      any_port());
}

/// What a client gets for `text` and its FIN.
Task<std::string> session(Style style, std::string text) {
  Server server = start(style);
  Connection client = co_await open_connection(server.addresses().front());
  client.writer.write(text);
  client.writer.write_eof();
  std::string heard = co_await client.reader.read();
  client.writer.close();
  server.close();
  co_await server.wait_closed();
  co_return heard;
}

std::string said(Style style, std::string text) {
  sim::World world;
  return world.run(session(style, std::move(text)));
}

TEST_CASE("styles: over every selector, and in a simulated world") {
  over_every_loop([](AnyLoop& any) {
    const std::string raw = any.run(session(echo_raw, "a\r\nb\xff"));
    CHECK(raw == "a\r\nb\xff");
  });
  over_every_loop([](AnyLoop& any) {
    const std::string lines = any.run(session(echo_lines, " a \r\nb\xff"));
    CHECK(lines == "Echo: a\r\nEcho: b\xff\r\n");
  });
  over_every_loop([](AnyLoop& any) {
    const std::string dialogue = any.run(session(echo_protocol, "help\nquit\nmore\n"));
    CHECK(dialogue == greeting + "Commands: TIME, QUIT, HELP\r\nGoodbye!\r\n");
  });
}

TEST_CASE("styles: raw gives back more than all buffers hold") {
  const std::string much = pattern(3'000'000);
  CHECK((said(echo_raw, much) == much));
}

TEST_CASE("styles: lines that come together are answered together, and none waits for the next") {
  test::ScriptedWorld world;
  static constexpr auto main = [](test::ScriptedNet& net) -> Task<void> {
    Server server = start(echo_lines);
    Connection client = co_await open_connection(server.addresses().front());
    client.writer.write("one\ntwo\nthr");
    const std::string two = co_await client.reader.readexactly(22);
    CHECK(two == "Echo: one\r\nEcho: two\r\n");
    CHECK(net.sends == 2);  // the client's, and one for both answers
    client.writer.write("ee\n");
    const std::string third = co_await client.reader.readexactly(13);
    CHECK(third == "Echo: three\r\n");
    client.writer.close();
    server.close();
    co_await server.wait_closed();
  };
  world.run(main(world.net()));
}

TEST_CASE("styles: the last word ends the protocol, and only the protocol") {
  CHECK(said(echo_lines, "quit\nmore\n") == "Echo: quit\r\nEcho: more\r\n");
  CHECK(said(echo_protocol, "Goodbye!\n") == greeting + "Echo: Goodbye!\r\n");
  CHECK(said(echo_protocol, "QUIT\nmore\n") == greeting + "Goodbye!\r\n");
}

/// What a client hears that says `text`, and then nothing. Checks how long that takes.
Task<void> fall_silent(Style style, std::string text, std::string heard_in_the_end) {
  const TimePoint start_time = EventLoop::current().time();
  Server server = start(style, 30s);
  Connection client = co_await open_connection(server.addresses().front());
  client.writer.write(text);
  const std::string heard = co_await client.reader.read();
  CHECK(heard == heard_in_the_end);
  CHECK(EventLoop::current().time() - start_time == 30s);
  client.writer.close();
  server.close();
  co_await server.wait_closed();
}

TEST_CASE("styles: the silent are told, then sent away") {
  sim::World().run(fall_silent(echo_raw, "hi", "hi" + farewell));
  sim::World().run(fall_silent(echo_lines, "hi\n", "Echo: hi\r\n" + farewell));
  sim::World().run(fall_silent(echo_protocol, "", greeting + farewell));
}

TEST_CASE("styles: bytes that end no line are silence, and are dropped") {
  sim::World().run(fall_silent(echo_lines, "unterminated", farewell));
}

/// A byte every 20 seconds; `text` over and over.
Task<void> drip(StreamWriter& writer, std::string text) {
  for (std::size_t i = 0;; ++i) {
    writer.write(text.substr(i % text.size(), 1));
    co_await sleep(20s);
  }
}

/// How long a server that allows 30 s bears it.
Task<Duration> borne(Style style, std::string text) {
  const TimePoint start_time = EventLoop::current().time();
  Server server = start(style, 30s);
  Connection client = co_await open_connection(server.addresses().front());
  const TaskHandle<void> dripping = create_task(drip(client.writer, std::move(text)));
  Duration result = 1h;
  try {
    std::string heard = "something";
    while (!heard.empty() && EventLoop::current().time() - start_time < 1h)
      heard = co_await client.reader.read(1000);
    result = EventLoop::current().time() - start_time;
  } catch (const ConnectionError&) {  // cut while it was sending
    result = EventLoop::current().time() - start_time;
  }
  dripping.cancel();
  client.writer.close();
  server.close();
  server.abort_clients();
  co_await server.wait_closed();
  co_return result;
}

TEST_CASE("styles: what counts as talking are bytes for raw, and lines for the others") {
  CHECK(sim::World().run(borne(echo_raw, "x")) >= 1h);
  CHECK(sim::World().run(borne(echo_lines, "\n")) >= 1h);
  CHECK(sim::World().run(borne(echo_lines, "x")) == 30s);
  CHECK(sim::World().run(borne(echo_protocol, "x")) == 30s);
}

TEST_CASE("styles: a lost client is worth a line for those who ask for it, and no more") {
  static constexpr auto main = [](Style style) -> Task<void> {
    Server server = start(style);
    Connection client = co_await open_connection(server.addresses().front());
    client.writer.write("hello\n");
    const std::string first = co_await client.reader.read(1);
    CHECK(first.size() == 1);
    client.writer.abort();
    server.close();
    co_await server.wait_closed();
  };
  for (const Style style : {echo_raw, echo_lines, echo_protocol}) {
    const CaptureLog quiet;
    sim::World().run(main(style));
    CHECK(quiet.records.empty());
  }
  const LogLevel before = log_level();
  set_log_level(LogLevel::debug);
  const CaptureLog log;
  sim::World().run(main(echo_lines));
  set_log_level(before);
  CHECK(log.count("debug: lost 127.0.0.1:") == 1);
}

TEST_CASE("styles: when the server stops, half a line is no request") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start(echo_lines);
    Connection client = co_await open_connection(server.addresses().front());
    client.writer.write("one\ndelete all fi");
    const std::string first = co_await client.reader.readline();
    CHECK(first == "Echo: one\r\n");
    server.close();
    server.end_input();
    const std::string rest = co_await client.reader.read();
    CHECK(rest == "Server is shutting down.\r\n");
    client.writer.close();
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
