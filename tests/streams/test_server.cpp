// start_server: connections, handlers and how they end. Starting and closing the server itself:
// test_server_close.cpp. Accepting: test_accept.cpp.

#include "streams/server.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::any_port;
using test::AnyLoop;
using test::CaptureLog;
using test::CaptureReports;
using test::echo_lines;
using test::is;
using test::over_every_loop;
using test::passes;

/// What a client gets until the server closes.
Task<std::string> all_from(Server& server) {
  Connection client = co_await open_connection(server.addresses().front());
  std::string all = co_await client.reader.read();
  client.writer.close();
  co_await client.writer.wait_closed();
  co_return all;
}

Task<void> end(Server& server) {
  server.close();
  co_await server.wait_closed();
  CHECK(server.connection_count() == 0);
}

TEST_CASE("X10: every connection has a handler of its own, in its own task") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(echo_lines, any_port());
    const Address address = server.addresses().front();
    Connection one = co_await open_connection(address);
    Connection two = co_await open_connection(address);
    two.writer.write("second\n");
    const std::string second = co_await two.reader.readline();
    CHECK(second == "second\n");
    one.writer.write("first\n");  // served although the other is connected still
    const std::string first = co_await one.reader.readline();
    CHECK(first == "first\n");
    CHECK(server.connection_count() == 2);
    one.writer.close();
    two.writer.close();
    co_await end(server);
  };
  over_every_loop([](AnyLoop& any) {
    CaptureLog log;
    any.run(main());
    CHECK(log.records.empty());
  });
}

Task<void> note_task(StreamReader, StreamWriter writer, std::vector<const TaskBase*>& tasks) {
  tasks.push_back(TaskBase::current());
  co_await sleep(Duration::zero());
  tasks.push_back(TaskBase::current());
  writer.close();
}

TEST_CASE("X10: the handler's task is nobody else's") {
  static constexpr auto main = []() -> Task<void> {
    std::vector<const TaskBase*> tasks;
    Server server = start_server(
        [&tasks](StreamReader reader, StreamWriter writer) {
          return note_task(std::move(reader), std::move(writer), tasks);
        },
        any_port());
    co_await all_from(server);
    CHECK(tasks.size() == 2);
    CHECK(tasks.front() == tasks.back());
    CHECK(tasks.front() != nullptr);
    CHECK(tasks.front() != TaskBase::current());
    co_await end(server);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("X10: a plain function may hand the connection to whom it likes") {
  static constexpr auto main = []() -> Task<void> {
    std::vector<Connection> kept;
    Server server = start_server(
        [&kept](StreamReader reader, StreamWriter writer) {
          kept.emplace_back(std::move(reader), std::move(writer));
        },
        any_port());
    Connection client = co_await open_connection(server.addresses().front());
    while (kept.empty()) co_await sleep(Duration::zero());
    co_await passes(5);
    CHECK_FALSE(kept.front().writer.is_closing());  // the function has returned long ago
    CHECK(server.connection_count() == 1);
    kept.front().writer.write("kept");
    kept.front().writer.close();
    const std::string text = co_await client.reader.read();
    CHECK(text == "kept");
    client.writer.close();
    co_await end(server);
  };
  over_every_loop([](AnyLoop& any) {
    CaptureLog log;
    any.run(main());
    CHECK(log.records.empty());
  });
}

Task<void> forget_to_close(StreamReader, StreamWriter writer) {
  writer.write("bye\n");
  co_return;
}

TEST_CASE("X11: a handler that returns without close: the kit closes, and says so") {
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(forget_to_close, any_port());
    const std::string all = co_await all_from(server);
    CHECK(all == "bye\n");  // and then FIN, not a reset
    co_await end(server);
  };
  over_every_loop([](AnyLoop& any) {
    CaptureLog log;
    any.run(main());
    CHECK(log.count("warning: the handler of stream to 127.0.0.1:") == 1);
    CHECK(log.count("returned without closing its writer") == 1);
    CHECK(log.records.size() == 1);
  });
}

Task<void> write_and_throw(StreamReader, StreamWriter writer) {
  writer.write("half an ans");
  co_await sleep(Duration::zero());
  throw std::domain_error("no such thing");
}

TEST_CASE("E14, P05: a handler that throws is reported with its peer, and closed; the rest lives") {
  static constexpr auto main = []() -> Task<void> {
    CaptureReports reports(EventLoop::current());
    Server server = start_server(write_and_throw, any_port());
    Connection client = co_await open_connection(server.addresses().front());
    const std::string peer = client.writer.sockname().str();
    const std::string all = co_await client.reader.read();
    CHECK(all == "half an ans");
    client.writer.close();
    const std::string next = co_await all_from(server);
    CHECK(next == "half an ans");
    co_await end(server);
    CHECK(reports.contexts.size() == 2);
    const ExceptionContext& report = reports.contexts.front();
    CHECK(report.message == "Unhandled exception in client_connected_cb");
    CHECK(is<std::domain_error>(report.exception));
    CHECK(report.details.at("peer") == peer);
    CHECK(report.details.at("transport").find(peer) != std::string::npos);
    EventLoop::current().set_exception_handler({});
  };
  over_every_loop([](AnyLoop& any) {
    CaptureLog log;
    any.run(main());
    CHECK(log.records.empty());  // the report is all: no warning beside it
  });
}

Task<void> throw_at_once(StreamReader, StreamWriter) { throw std::domain_error("from the start"); }

/// Starts a server with `handler`, connects, and counts reports.
template <class Handler>
Task<void> report_of(Handler handler, int& count) {
  CaptureReports reports(EventLoop::current());
  Server server = start_server(handler, any_port());
  const std::string all = co_await all_from(server);
  CHECK(all.empty());
  co_await end(server);
  count = static_cast<int>(reports.contexts.size());
  if (count > 0) CHECK(is<std::domain_error>(reports.contexts.front().exception));
  EventLoop::current().set_exception_handler({});
}

TEST_CASE("E14: whether it throws in a coroutine, before there is one, or in a plain function") {
  // Not a coroutine: it throws while the server calls it.
  static constexpr auto no_task = [](StreamReader, StreamWriter) -> Task<void> {
    throw std::domain_error("no task");
  };
  static constexpr auto plain = [](StreamReader, StreamWriter) {
    throw std::domain_error("plain");
  };
  over_every_loop([](AnyLoop& any) {
    const CaptureLog log;
    int count = 0;
    any.run(report_of(throw_at_once, count));
    CHECK(count == 1);
  });
  over_every_loop([](AnyLoop& any) {
    const CaptureLog log;
    int count = 0;
    any.run(report_of(no_task, count));
    CHECK(count == 1);
  });
  over_every_loop([](AnyLoop& any) {
    const CaptureLog log;
    int count = 0;
    any.run(report_of(plain, count));
    CHECK(count == 1);
  });
}

Task<void> cancel_itself(StreamReader reader, StreamWriter writer) {
  writer.write("so far");
  TaskBase::current()->cancel();
  co_await reader.read();
}

TEST_CASE("E14: a cancelled handler is closed, and nothing is reported") {
  static constexpr auto main = []() -> Task<void> {
    const CaptureReports reports(EventLoop::current());
    Server server = start_server(cancel_itself, any_port());
    const std::string all = co_await all_from(server);
    CHECK(all == "so far");
    co_await end(server);
    CHECK(reports.contexts.empty());
    EventLoop::current().set_exception_handler({});
  };
  over_every_loop([](AnyLoop& any) {
    CaptureLog log;
    any.run(main());
    CHECK(log.records.empty());
  });
}

TEST_CASE("server: the reader's limit is the one of the options") {
  static constexpr auto main = []() -> Task<void> {
    std::vector<std::size_t> limits;
    ServerOptions options;
    options.limit = 1234;
    Server server = start_server(
        [&limits](StreamReader reader, StreamWriter writer) {
          limits.push_back(reader.limit());
          writer.close();
        },
        any_port(), options);
    co_await all_from(server);
    CHECK(limits == std::vector<std::size_t>{1234});
    co_await end(server);
    options.limit = 0;
    CHECK_THROWS_AS(start_server(echo_lines, any_port(), options), std::invalid_argument);
    options.limit = 1;
    options.backlog = 0;
    CHECK_THROWS_AS(start_server(echo_lines, any_port(), options), std::invalid_argument);
    CHECK_THROWS_AS(start_server(EventLoop::current(), echo_lines, {}), std::invalid_argument);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
