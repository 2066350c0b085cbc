// Trace: what the loop did, and what made it do so.
#include "loop/observe/trace.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/ready.hpp"
#include "streams/connect.hpp"
#include "streams/server.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/passes.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::make_pair;
using test::run_pass;

namespace {

TraceRecord of_kind(TraceKind kind) {
  TraceRecord record;
  record.kind = kind;
  return record;
}

std::vector<TraceRecord> all_of(const Trace& trace, TraceKind kind) {
  std::vector<TraceRecord> found;
  for (const TraceRecord& record : trace.records())
    if (record.kind == kind) found.push_back(record);
  return found;
}

/// The record of that kind; there must be one.
TraceRecord the_only(const Trace& trace, TraceKind kind) {
  const std::vector<TraceRecord> found = all_of(trace, kind);
  REQUIRE(found.size() == 1);
  return found.front();
}

/// From `record` back to what had no cause in here, `record` first.
std::vector<TraceRecord> causes_of(const Trace& trace, TraceRecord record) {
  std::vector<TraceRecord> chain{record};
  while (record.cause != 0) {
    for (const TraceRecord& each : trace.records())
      if (each.id == record.cause) chain.push_back(each);
    REQUIRE(chain.back().id == record.cause);
    REQUIRE(chain.back().id < record.id);  // causes come first, so this ends
    record = chain.back();
  }
  return chain;
}

std::string words(const std::vector<TraceRecord>& chain) {
  std::string text;
  for (const TraceRecord& record : chain)
    text += (text.empty() ? "" : " < ") + std::string(to_string(record.kind));
  return text;
}

Task<void> echo_once(StreamReader reader, StreamWriter writer) {
  const std::string text = co_await reader.read(100);
  writer.write(text);
  writer.close();
  co_await writer.wait_closed();
}

Task<std::string> ask(Address address) {
  Connection connection = co_await open_connection(address);
  connection.writer.write("ping");
  std::string answer = co_await connection.reader.read(100);
  connection.writer.close();
  co_await connection.writer.wait_closed();
  co_return answer;
}

Task<std::string> echo_over_streams() {
  Server server = start_server(echo_once, Address::ip("127.0.0.1", 0));
  const Address address = server.addresses().front();
  std::string answer = co_await ask(address);
  server.close();
  co_await server.wait_closed();
  co_return answer;
}

Task<void> wait_and_note(EventLoop& loop, int fd, Trace& trace) {
  co_await loop.readable(fd);
  trace.add(of_kind(TraceKind::send));
}

}  // namespace

TEST_CASE("Trace: records are numbered, and what has no cause gets the current one") {
  Trace trace(8);
  const std::uint64_t first = trace.add(of_kind(TraceKind::poll));
  CHECK(first == 1);
  CHECK(trace.current() == 0);
  trace.set_current(first);
  TraceRecord caused = of_kind(TraceKind::run);
  trace.add(caused);
  caused.cause = 7;
  trace.add(caused);
  const std::vector<TraceRecord> records = trace.records();
  REQUIRE(records.size() == 3);
  CHECK(records[0].cause == 0);
  CHECK(records[1].cause == 1);
  CHECK(records[2].cause == 7);
  CHECK(records[2].id == 3);
}

TEST_CASE("Trace: the ring keeps the last ones, oldest first, and counts them all") {
  Trace trace(4);
  CHECK(trace.records().empty());
  CHECK(trace.count() == 0);
  for (int i = 1; i <= 10; ++i) {
    trace.add(TraceRecord());
    const std::vector<TraceRecord> records = trace.records();
    const int kept = i < 4 ? i : 4;
    REQUIRE(records.size() == static_cast<std::size_t>(kept));
    CHECK(records.front().id == static_cast<std::uint64_t>(i - kept + 1));
    CHECK(records.back().id == static_cast<std::uint64_t>(i));
  }
  CHECK(trace.count() == 10);
  CHECK_THROWS_AS(Trace(0), std::invalid_argument);
}

TEST_CASE("Trace: a record without a time has that of the one before") {
  Trace trace(4);
  TraceRecord record;
  record.ts = 17;
  trace.add(record);
  trace.add(TraceRecord());
  CHECK(trace.records().back().ts == 17);
}

TEST_CASE("Trace: one JSON object per line") {
  Trace trace(4);
  TraceRecord record = of_kind(TraceKind::send);
  record.ts = 5;
  record.pass = 6;
  record.task = 7;
  record.fd = 8;
  record.generation = 9;
  record.a = 10;
  record.b = 11;
  trace.add(record);
  trace.add(of_kind(TraceKind::task_end));
  std::ostringstream out;
  trace.write_json(out);
  CHECK(
      out.str() ==
      "{\"loop\":0,\"id\":1,\"cause\":0,\"ts\":5,\"pass\":6,\"kind\":\"send\",\"task\":7,\"fd\":8,"
      "\"generation\":9,\"a\":10,\"b\":11}\n"
      "{\"loop\":0,\"id\":2,\"cause\":0,\"ts\":5,\"pass\":0,\"kind\":\"task_end\",\"task\":0,"
      "\"fd\":-1,"
      "\"generation\":0,\"a\":0,\"b\":0}\n");
}

TEST_CASE("Trace: from what a task does back to the descriptor and the poll that found it ready") {
  if (!trace_built_in) return;
  Trace trace;
  sim::World world;
  EventLoop& loop = world.loop();
  loop.set_trace(&trace);
  const std::array<int, 2> pair = make_pair(world.network());
  const TaskHandle<void> task = create_task(loop, wait_and_note(loop, pair[0], trace));
  run_pass(loop);
  REQUIRE(world.network().send(pair[1], "x").is_ok());
  run_pass(loop);
  const std::vector<TraceRecord> chain = causes_of(trace, the_only(trace, TraceKind::send));
  CHECK(words(chain) == "send < run < readable < poll");
  CHECK(chain[2].fd == pair[0]);
  CHECK(chain[2].generation == loop.watchers().generation(pair[0]));
  CHECK(chain[3].pass == chain[2].pass);
  CHECK(chain[3].b == 1);  // one event came out of that poll
  CHECK(task.done());
}

TEST_CASE("Trace: a reply over streams can be followed back to the byte that asked for it") {
  if (!trace_built_in) return;
  Trace trace;
  sim::World world;
  world.loop().set_trace(&trace);
  CHECK(world.run(echo_over_streams()) == "ping");
  std::vector<TraceRecord> sends = all_of(trace, TraceKind::send);
  REQUIRE(sends.size() == 2);
  const TraceRecord reply = sends.back();
  CHECK(reply.a == 4);
  const std::vector<TraceRecord> chain = causes_of(trace, reply);
  CAPTURE(words(chain));
  CHECK(chain.back().kind == TraceKind::poll);
  REQUIRE(chain.size() >= 2);
  const TraceRecord& readable = chain[chain.size() - 2];
  CHECK(readable.kind == TraceKind::readable);
  CHECK(readable.fd == reply.fd);  // the server's end, which was readable because of "ping"
}

TEST_CASE("Trace: a timer's cause is whoever set it, and it says how late it is") {
  if (!trace_built_in) return;
  Trace trace;
  sim::World world;
  EventLoop& loop = world.loop();
  loop.set_trace(&trace);
  loop.call_soon([&] {
    loop.call_later(3s, [&] { trace.add(of_kind(TraceKind::send)); });
    world.clock().advance(5s);  // a slow callback
  });
  run_pass(loop);
  run_pass(loop);
  const std::vector<TraceRecord> chain = causes_of(trace, the_only(trace, TraceKind::send));
  REQUIRE(chain.size() >= 3);
  CHECK(chain[1].kind == TraceKind::run);
  CHECK(chain[2].kind == TraceKind::timer);
  CHECK(chain[2].a == Duration(2s).count());
  CHECK(chain[2].ts == Duration(5s).count());
  REQUIRE(chain.size() >= 4);
  CHECK(chain[3].kind == TraceKind::run);  // the callback that set it
}

TEST_CASE("Trace: switched off, or never on, the loop records nothing") {
  Trace trace;
  sim::World world;
  EventLoop& loop = world.loop();
  CHECK(loop.trace() == nullptr);
  loop.call_soon([] {});
  run_pass(loop);
  CHECK(trace.count() == 0);
  loop.set_trace(&trace);
  loop.call_soon([] {});
  run_pass(loop);
  const std::uint64_t recorded = trace.count();
  CHECK((recorded > 0) == trace_built_in);
  loop.set_trace(nullptr);
  loop.call_soon([] {});
  run_pass(loop);
  CHECK(trace.count() == recorded);
}

TEST_CASE("Trace: with it and without it, a loop does the same") {
  std::array<std::uint32_t, 2> passes{};
  for (const bool traced : {false, true}) {
    Trace trace(16);
    sim::World world;
    if (traced) world.loop().set_trace(&trace);
    CHECK(world.run(echo_over_streams()) == "ping");
    passes[traced ? 1 : 0] = world.loop().pass();
  }
  CHECK(passes[0] == passes[1]);
}

TEST_CASE("Trace: every kind has a name of its own") {
  std::vector<std::string> names;
  for (int kind = 0; kind <= static_cast<int>(TraceKind::close); ++kind) {
    const std::string name(to_string(static_cast<TraceKind>(kind)));
    CHECK_FALSE(name.empty());
    CHECK(std::count(names.begin(), names.end(), name) == 0);
    names.push_back(name);
  }
  CHECK(names.front() == "poll");
  CHECK(names.back() == "close");
}
