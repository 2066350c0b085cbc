#include "tools/poke/modes.hpp"

#include <algorithm>
#include <string>

#include "loop/tasks/sleep.hpp"
#include "tools/poke/chat.hpp"

namespace kit::poke {
namespace {

constexpr std::size_t one_write = 65536;       // bytes, of those who send many messages in one
constexpr std::size_t flood_limit = 64 << 20;  // bytes: more than the buffers of two systems hold
constexpr Duration stall = std::chrono::seconds(1);  // without progress: the server has slowed us
constexpr std::uint64_t messages_before_reset = 8;
// Between two connections, of all clients together. Faster, the server's queue overflows, and a SYN
// that was dropped comes again after a second: it would take longer.
constexpr Duration connection_interval = std::chrono::microseconds(200);

std::uint64_t message_count(const Session& session) {
  return static_cast<std::uint64_t>(session.run.options.messages);
}

Task<void> ask_bytewise(Session& session) {
  for (std::uint64_t i = 0; i < message_count(session); ++i) {
    const std::string message = session.replies.next_message();
    ++session.tally.sent;
    for (const char& byte : message) {
      session.connection.writer.write(std::string_view(&byte, 1));
      session.touch();
      co_await sleep(Duration::zero());  // the others' turn, and a packet of its own
    }
    co_await await_reply(session);
    ++session.run.steps;
  }
  co_await leave(session);
}

Task<void> ask_coalesced(Session& session) {
  while (session.replies.settled() < message_count(session)) {
    std::string text;
    while (session.replies.sent() < message_count(session) && text.size() < one_write) {
      text += session.replies.next_message();
      ++session.tally.sent;
    }
    session.connection.writer.write(text);
    while (session.replies.settled() < session.replies.sent()) {
      session.touch();
      co_await await_reply(session);
      ++session.run.steps;
    }
  }
  co_await leave(session);
}

/// Sends as fast as the server takes it, and reads meanwhile: who only writes may wait for a server
/// that waits for a reader.
Task<void> finish_then_listen(Session& session) {
  StreamWriter& writer = session.connection.writer;
  while (session.replies.settled() < message_count(session)) {
    while (session.replies.sent() < message_count(session) && !writer.transport().is_paused())
      session.send_message();
    if (session.replies.sent() == message_count(session)) writer.write_eof();
    session.touch();
    co_await await_reply(session);
    ++session.run.steps;
  }
  session.touch();
  co_await read_to_end(session);
}

Task<void> send_then_reset(Session& session) {
  for (std::uint64_t i = 0; i < messages_before_reset; ++i) session.send_message();
  session.connection.writer.write("poke: half a mess");
  session.connection.writer.abort();
  co_return;
}

/// No waiting for the server's FIN: gone is gone.
Task<void> vanish(Session& session) {
  session.connection.writer.transport().set_linger(Duration::zero());
  session.connection.writer.close();
  co_return;
}

Task<void> flood(Session& session, Timeout& progress) {
  std::string text;
  while (text.size() < one_write) text += session.replies.next_message();
  StreamWriter& writer = session.connection.writer;
  for (std::size_t written = 0; written < flood_limit; written += text.size()) {
    progress.reschedule(session.run.loop.time() + stall);
    writer.write(text);
    co_await sleep(Duration::zero());  // while the system takes all of it, drain() does not wait
    co_await writer.drain();
  }
}

Task<void> never_read(Session& session) {
  Expectation& expectation = session.run.expectation;
  session.timeout.reschedule(std::nullopt);
  Timeout progress(stall);
  try {
    co_await progress.run(flood(session, progress));
    count_fault(session, Fault::wrong, "could write 64 MiB and read nothing");
  } catch (const TimeoutError&) {
    ++expectation.slowed;
  } catch (const ConnectionError&) {
    ++expectation.cut;
  }
  session.connection.writer.abort();
  expectation.met = expectation.slowed + expectation.cut;
}

/// In a chat there is nothing to hear for who does not say anything, but what the others say.
Task<void> never_read_chat(Session& session) {
  session.timeout.reschedule(std::nullopt);
  session.connection.writer.write(chat_name(session.run, session.client) + "\n");
  co_await session.run.well_behaved_over.wait();
  ++session.run.expectation.met;
  session.connection.writer.abort();
}

/// The mode's own clients.
Group own_group(Run& run) { return Group{run.main, run.latency}; }

Task<void> once(Run& run, Part part, int client) {
  const Group group = own_group(run);
  const bool met = co_await play(run, group, part, client);
  if (met) ++run.expectation.met;
}

/// A connection for each message.
Task<void> again_and_again(Run& run, Part part, int client) {
  const Group group = own_group(run);
  for (int i = 0; i < run.options.messages; ++i) {
    const bool met = co_await play(run, group, part, client);
    if (met) ++run.expectation.met;
    ++run.steps;
    co_await sleep(connection_interval * run.options.clients);
  }
}

Task<void> unread(Run& run, int client) {
  const Part part = run.options.chat ? never_read_chat : never_read;
  const Group group = own_group(run);
  co_await play(run, group, part, client);
  ++run.steps;
}

}  // namespace

Task<void> ask_all(Session& session) {
  const Run& run = session.run;
  const bool goes_on = session.group.until_hostile_over;
  for (std::uint64_t i = 0; i < message_count(session) || (goes_on && !run.hostile_over); ++i) {
    co_await ask(session);
    if (&session.tally == &run.main) ++session.run.steps;
  }
  co_await leave(session);
}

Task<void> misbehave(Run& run, int client) {
  switch (run.mode) {
    case Mode::normal:
      return once(run, ask_all, client);
    case Mode::bytewise:
      return once(run, ask_bytewise, client);
    case Mode::coalesced:
      return once(run, ask_coalesced, client);
    case Mode::half_close:
      return once(run, finish_then_listen, client);
    case Mode::reset:
      return again_and_again(run, send_then_reset, client);
    case Mode::never_reads:
      return unread(run, client);
    case Mode::vanish:
      return again_and_again(run, vanish, client);
  }
  throw std::logic_error("no such mode");
}

std::uint64_t expected_to_meet(const Run& run) {
  const auto clients = static_cast<std::uint64_t>(run.options.clients);
  const bool many = run.mode == Mode::reset || run.mode == Mode::vanish;
  return many ? clients * static_cast<std::uint64_t>(run.options.messages) : clients;
}

bool all_right(const Run& run) {
  return !run.interrupted && run.main.clean() && run.beside.clean() &&
         run.expectation.met == expected_to_meet(run);
}

}  // namespace kit::poke
