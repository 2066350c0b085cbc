// poke against servers that are wrong, in a simulated world: every kind of error is found, with the
// right name, and nothing else is.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "servers/echo/styles.hpp"
#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/tools/poke/wrong_servers.hpp"
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
  CHECK(seen.text.find(" ms, of 9\n") != std::string::npos);  // a wrong reply has no latency
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
  const Seen dropped = seen_by_poke(drops_the_rest_at_fin, Mode::half_close);
  check_only(dropped, Fault::closed, 3);
  CHECK(dropped.text.find("so it was only for 0 of 3") != std::string::npos);
}

TEST_CASE("poke: who sends all at once does not run ahead of a server that does not read") {
  Options options = few_clients();
  options.messages = 100'000;
  options.size = 1000;
  const Seen seen = seen_by_poke(never_listens, Mode::half_close, options);
  check_only(seen, Fault::silent, 3);
  CHECK(seen.tally.sent * 1000 < 3'000'000);  // of 300 MB
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
