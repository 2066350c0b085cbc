// A chat server in a simulated world, and guests who come in by its door.
//
//   Guest alice;
//   co_await alice.enters(house, "Alice");
//   alice.says("hi all\n");
//   co_await bob.hears("Alice: hi all\r\n");
//
// The server is the real one: start_server, the handler as it is, clients from open_connection. At
// the end of every test nothing may be left: no task, no member, no timer, no descriptor; and
// nobody may have had anything to report.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/chat/chat.hpp"
#include "streams/connect.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/loops.hpp"

namespace kit::test {

inline std::string joined(const std::string& name) {
  return "*** " + name + " joined the chat ***\r\n";
}
inline std::string left(const std::string& name) {
  return "*** " + name + " left the chat ***\r\n";
}

inline const std::string prompt = "Enter your name: ";
inline const std::string shutting_down = "Server is shutting down.\r\n";

class House {
 public:
  explicit House(const ChatOptions& chosen)
      : options(chosen),
        server(start_server(ConnectionHandler([this](StreamReader reader, StreamWriter writer) {
                              return chat(room, options, std::move(reader), std::move(writer));
                            }),
                            any_port())),
        address(server.addresses().front()),
        reports(EventLoop::current()) {}

  /// As Worker does it: accept no more, end every input, and give them so much time.
  void stop(Duration limit = std::chrono::seconds(5)) {
    server.close();
    server.set_linger(std::chrono::milliseconds(100));
    server.end_input();
    deadline_ = EventLoop::current().call_later(limit, [this] { server.abort_clients(); });
  }

  /// Stops, and checks that nothing is left.
  Task<void> shut() {
    stop();
    co_await server.wait_closed();
    EventLoop::current().cancel(deadline_);
    co_await passes(3);
    CHECK(room.size() == 0);
    CHECK(room.names() == "");
    CHECK(server.connection_count() == 0);
    for (const Ref<TaskBase>& task : all_tasks(EventLoop::current()))
      CHECK(task.get() == TaskBase::current());
    for (const ExceptionContext& report : reports.contexts) CHECK(report.message == "");
    CHECK(log.count("warning: ") == 0);
    CHECK(log.count("error: ") == 0);
  }

  Room room;
  ChatOptions options;
  Server server;
  Address address;
  CaptureLog log;
  CaptureReports reports;

 private:
  CallHandle deadline_;
};

class Guest {
 public:
  Guest() = default;
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest() { vanishes(); }

  /// Is at the door, and has heard nothing yet.
  Task<void> knocks(House& house) {
    Connection connection = co_await open_connection(house.address);
    connection_.emplace(std::move(connection));
    port_ = connection_->writer.sockname().port();
  }
  /// Is in. Has heard the prompt and its own arrival.
  Task<void> enters(House& house, std::string name) {
    co_await knocks(house);
    says(name + "\n");
    co_await hears(prompt + joined(name));
  }
  /// The same with an empty line for a name.
  Task<void> enters_nameless(House& house,
                             std::source_location where = std::source_location::current()) {
    co_await knocks(house);
    says("\n");
    co_await hears(prompt + joined(number()), where);
  }

  /// "User_49153": what the server calls it when it gives no name.
  std::string number() const { return "User_" + std::to_string(port_); }

  void says(std::string_view text) {
    if (connection_->writer.fd() >= 0) connection_->writer.write(text);
  }
  /// So many lines of 10,000 bytes. The network holds six of them for who does not read.
  void talks(int lines) {
    for (int i = 0; i < lines; ++i) says(std::string(10'000, 'x') + "\n");
  }
  /// Says it, and hears this and no more.
  Task<void> asks(std::string line, std::string answer,
                  std::source_location where = std::source_location::current()) {
    says(line);
    co_await hears(std::move(answer), where);
  }
  /// FIN. Still hears.
  void leaves() { connection_->writer.write_eof(); }
  /// RST.
  void vanishes() {
    if (connection_) connection_->writer.abort();
  }

  /// Checks that this, and no more, has come since the last time when all is quiet. "<end>" stands
  /// for the server's FIN, "<reset>" for a broken connection.
  Task<void> hears(std::string expected,
                   std::source_location where = std::source_location::current()) {
    const std::string text = co_await all_heard();
    INFO("line ", where.line());
    CHECK(text == expected);
  }
  /// The same, as a value.
  Task<std::string> all_heard() {
    std::string all;
    for (int quiet = 0; quiet < 40; ++quiet) {
      co_await passes(3);
      const std::string more = take();
      if (!more.empty()) quiet = 0;
      all += more;
    }
    co_return all;
  }
  /// What has come until this moment.
  std::string take() {
    std::string text;
    static std::array<std::byte, 65536> space;
    for (;;) {
      if (over_ || connection_->writer.fd() < 0) return text;
      const IoResult got = connection_->writer.transport().receive(space);
      if (got.would_block()) return text;
      over_ = !got.is_ok() || got.bytes() == 0;
      if (!got.is_ok())
        text += "<reset>";
      else if (over_)
        text += "<end>";
      else
        text.append(reinterpret_cast<const char*>(space.data()), got.bytes());
    }
  }

 private:
  std::optional<Connection> connection_;
  std::uint16_t port_ = 0;
  bool over_ = false;
};

inline Task<void> both_hear(Guest& one, Guest& other, std::string expected,
                            std::source_location where = std::source_location::current()) {
  co_await one.hears(expected, where);
  co_await other.hears(expected, where);
}

/// Brings a third one in, whom two others hear come.
inline Task<void> comes_too(House& house, Guest& third, std::string name, Guest& first,
                            Guest& second,
                            std::source_location where = std::source_location::current()) {
  co_await third.enters(house, name);
  co_await both_hear(first, second, joined(name), where);
}

using Evening = Task<void> (*)(House&);
/// Alice and Bob are there, and have heard each other come.
using EveningOfTwo = Task<void> (*)(House&, Guest& alice, Guest& bob);

inline Task<void> spend_as(Evening evening, House& house) { co_await evening(house); }
inline Task<void> spend_as(EveningOfTwo evening, House& house) {
  Guest alice;
  Guest bob;
  co_await alice.enters(house, "Alice");
  co_await bob.enters(house, "Bob");
  co_await alice.hears(joined("Bob"));
  co_await evening(house, alice, bob);
}

template <class AnyEvening>
Task<void> spend(AnyEvening evening, const ChatOptions& options) {
  House house(options);
  co_await spend_as(evening, house);
  co_await house.shut();
}

/// Runs `evening`, an Evening or an EveningOfTwo, in a house in a world of its own.
template <class AnyEvening>
void in_a_house(AnyEvening evening, const ChatOptions& options = {}) {
  sim::World world;
  world.run(spend(evening, options));
  CHECK(world.loop().timer_count() == 0);
  CHECK(world.network().open_descriptors() == 0);
}

}  // namespace kit::test
