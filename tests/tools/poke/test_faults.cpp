// poke against servers that are wrong, in a simulated world: every kind of error is found, with the
// right name, and nothing else is.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/echo/styles.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tools/poke/report.hpp"
#include "tools/poke/run.hpp"

namespace kit::poke {
namespace {

using Handler = Task<void> (*)(StreamReader, StreamWriter);

Options few_clients() {
  Options options;
  options.clients = 3;
  options.messages = 4;
  options.beside = 0;
  return options;
}

/// The report is a part of what is looked at: it must tell what was wrong.
struct Seen {
  Tally tally;
  Tally newcomer;  // who comes after hostile ones
  bool right = false;
  std::string text;
};

Task<Seen> look(Handler handler, Mode mode, Options options) {
  Server server = start_server(ConnectionHandler(handler), test::any_port());
  Run run(options, mode, server.addresses().front(), "abcdef");
  co_await perform(run);
  server.close();
  server.abort_clients();
  co_await server.wait_closed();
  Seen seen;
  seen.tally = run.main;
  seen.newcomer = run.beside;
  seen.right = all_right(run);
  seen.text = report(run);
  co_return seen;
}

Seen seen_by_poke(Handler handler, Mode mode = Mode::normal, Options options = few_clients()) {
  const test::CaptureLog log;  // some of the servers are loud when they lose a client
  sim::World world;
  return world.run(look(handler, mode, options));
}

/// Nothing but `fault` was found, so many times.
void check_only(const Seen& seen, Fault fault, std::uint64_t count) {
  CAPTURE(seen.text);
  CHECK_FALSE(seen.right);
  for (std::size_t i = 0; i < fault_count; ++i) {
    CAPTURE(i);
    CHECK(seen.tally.faults[i] == (i == static_cast<std::size_t>(fault) ? count : 0));
  }
  CHECK(seen.text.find("SOMETHING WAS WRONG") != std::string::npos);
}

// ------------------------------------------------------------ servers that are wrong

/// Echoes lines, and hands each with its number to `tamper` before.
template <class Tamper>
Task<void> tampered(StreamReader reader, StreamWriter writer, Tamper tamper) {
  for (int number = 0;; ++number) {
    const std::string line = co_await reader.readline();
    if (line.empty()) break;
    writer.write(tamper(number, line));
  }
  writer.close();
}

Task<void> right(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer),
                  [](int, const std::string& line) { return line; });
}
Task<void> flips_a_byte(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, std::string line) {
    if (number == 2) line[line.size() / 2] = '~';
    return line;
  });
}
Task<void> doubles_the_second(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, const std::string& line) {
    return number == 1 ? line + line : line;
  });
}
Task<void> doubles_the_last(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, const std::string& line) {
    return number == 3 ? line + line : line;
  });
}
Task<void> forgets_the_second(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, const std::string& line) {
    return number == 1 ? std::string() : line;
  });
}
Task<void> says_something_else(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer),
                  [](int, const std::string&) { return std::string("what?\n"); });
}

Task<void> closes_after_two(StreamReader reader, StreamWriter writer) {
  for (int i = 0; i < 2; ++i) {
    const std::string line = co_await reader.readline();
    writer.write(line);
  }
  writer.close();
}
Task<void> resets_after_two(StreamReader reader, StreamWriter writer) {
  for (int i = 0; i < 2; ++i) {
    const std::string line = co_await reader.readline();
    writer.write(line);
  }
  (void)co_await reader.readline();
  writer.abort();
}
Task<void> never_answers(StreamReader reader, StreamWriter writer) {
  (void)co_await reader.read();
  writer.close();
}
Task<void> never_finishes(StreamReader reader, StreamWriter writer) {
  for (;;) {
    const std::string line = co_await reader.readline();
    if (line.empty()) break;
    writer.write(line);
  }
  co_await sleep(std::chrono::hours(1));
  writer.close();
}
Task<void> drops_the_rest_at_fin(StreamReader reader, StreamWriter writer) {
  const std::string all = co_await reader.read();
  writer.write(all.substr(0, all.find('\n') + 1));
  writer.close();
}
Task<void> swallows(StreamReader reader, StreamWriter writer) {
  for (;;) {
    const bool more = co_await reader.fill();
    if (!more) break;
    reader.consume(reader.buffered().size());
  }
  writer.close();
}
Task<void> cuts_who_floods(StreamReader reader, StreamWriter writer) {
  (void)co_await reader.readexactly(1'000'000);
  writer.abort();
}

// ------------------------------------------------------------ what poke says

TEST_CASE("poke: nothing is wrong with a server that is right") {
  const Seen seen = seen_by_poke(right);
  CAPTURE(seen.text);
  CHECK(seen.right);
  CHECK(seen.tally.sent == 12);
  CHECK(seen.tally.right == 12);
  CHECK(seen.tally.connections == 3);
  CHECK(seen.text.find("every reply: so it was for 3 of 3") != std::string::npos);
}

TEST_CASE("poke: finds a wrong byte, and goes on") {
  const Seen seen = seen_by_poke(flips_a_byte);
  check_only(seen, Fault::wrong, 3);
  CHECK(seen.tally.right == 9);
  CHECK(seen.text.find("3 replies wrong; the first: client ") != std::string::npos);
}

TEST_CASE("poke: finds a doubled reply, also the last") {
  check_only(seen_by_poke(doubles_the_second), Fault::doubled, 3);
  check_only(seen_by_poke(doubles_the_last), Fault::doubled, 3);
  check_only(seen_by_poke(doubles_the_last, Mode::half_close), Fault::doubled, 3);
  check_only(seen_by_poke(doubles_the_second, Mode::bytewise), Fault::doubled, 3);
}

TEST_CASE("poke: finds a lost reply, by waiting or by the one after it") {
  const Seen waited = seen_by_poke(forgets_the_second);
  check_only(waited, Fault::silent, 3);
  CHECK(waited.text.find("after 1 of 2 replies") != std::string::npos);
  const Seen skipped = seen_by_poke(forgets_the_second, Mode::coalesced);
  check_only(skipped, Fault::lost, 3);
  CHECK(skipped.newcomer.of(Fault::silent) == 1);
  check_only(seen_by_poke(forgets_the_second, Mode::half_close), Fault::lost, 3);
}

TEST_CASE("poke: a server that never answers, or with something else, makes it wait no longer") {
  check_only(seen_by_poke(never_answers), Fault::silent, 3);
  const Seen odd = seen_by_poke(says_something_else);
  check_only(odd, Fault::silent, 3);
  CHECK(odd.text.find("it said 'what?'") != std::string::npos);
}

TEST_CASE("poke: tells a connection that was closed from one that was reset") {
  const Seen closed = seen_by_poke(closes_after_two);
  check_only(closed, Fault::closed, 3);
  CHECK(closed.tally.right == 6);
  const Seen reset = seen_by_poke(resets_after_two);
  check_only(reset, Fault::reset, 3);
  CHECK(reset.tally.right == 6);
}

TEST_CASE("poke: half-close wants all replies and FIN; who does not half-close does not") {
  check_only(seen_by_poke(never_finishes, Mode::half_close), Fault::silent, 3);
  CHECK(seen_by_poke(never_finishes).right);
  check_only(seen_by_poke(drops_the_rest_at_fin, Mode::half_close), Fault::closed, 3);
}

TEST_CASE("poke: never-reads wants to be slowed down or cut off") {
  Options options = few_clients();
  options.clients = 1;
  const Seen slowed = seen_by_poke(right, Mode::never_reads, options);
  CAPTURE(slowed.text);
  // This one slows nobody down: it does not wait for who reads slowly.
  CHECK(slowed.tally.of(Fault::wrong) == 1);
  const auto polite = [](StreamReader reader, StreamWriter writer) {
    return echo_raw(std::move(reader), std::move(writer), Duration::zero());
  };
  const Seen politely = seen_by_poke(polite, Mode::never_reads, options);
  CHECK(politely.right);
  CHECK(politely.text.find("(1 slowed, 0 cut)") != std::string::npos);
  const Seen swallowed = seen_by_poke(swallows, Mode::never_reads, options);
  CHECK(swallowed.tally.of(Fault::wrong) == 1);
  CHECK(swallowed.text.find("could write 64 MiB and read nothing") != std::string::npos);
  const Seen cut = seen_by_poke(cuts_who_floods, Mode::never_reads, options);
  CHECK(cut.text.find("(0 slowed, 1 cut)") != std::string::npos);
}

/// Cancelled in the middle, it leaves nobody behind: the run and the options can go.
Task<std::size_t> look_and_go(Mode mode) {
  const Options options = few_clients();
  Server server = start_server(ConnectionHandler(never_answers), test::any_port());
  {
    Run run(options, mode, server.addresses().front(), "abcdef");
    const TaskHandle<> work = create_task(perform(run));
    co_await sleep(std::chrono::milliseconds(100));
    work.cancel();
    bool cancelled = false;
    try {
      co_await work;
    } catch (const Cancelled&) {
      cancelled = true;
    }
    CHECK(cancelled);
  }
  server.abort_clients();
  server.close();
  co_await server.wait_closed();
  co_return all_tasks(EventLoop::current()).size();
}

TEST_CASE("poke: interrupted, it leaves no task behind") {
  for (const Mode mode : {Mode::normal, Mode::bytewise, Mode::half_close}) {
    const test::CaptureLog log;
    sim::World world;
    CHECK(world.run(look_and_go(mode)) == 1);  // the one that asks
  }
}

Task<Seen> look_at_nobody(Options options) {
  Server server = start_server(ConnectionHandler(right), test::any_port());
  const Address address = server.addresses().front();
  server.close();
  co_await server.wait_closed();
  Run run(options, Mode::vanish, address, "abcdef");
  co_await perform(run);
  Seen seen;
  seen.tally = run.main;
  seen.right = all_right(run);
  seen.text = report(run);
  co_return seen;
}

TEST_CASE("poke: counts each connection that is refused") {
  sim::World world;
  const Seen seen = world.run(look_at_nobody(few_clients()));
  check_only(seen, Fault::refused, 12);
  CHECK(seen.text.find("0 made, 13 refused") != std::string::npos);
}

}  // namespace
}  // namespace kit::poke
