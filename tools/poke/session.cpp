#include "tools/poke/session.hpp"

#include <algorithm>
#include <string>

namespace kit::poke {
namespace {

constexpr Duration patience_with_fin = std::chrono::seconds(1);
constexpr std::size_t longest_quotation = 60;  // in bytes

/// For a report: one line, which does nothing to a terminal.
std::string quoted(std::string_view line) {
  std::string text = "'";
  for (const char letter : line.substr(0, longest_quotation))
    text += letter >= ' ' && letter <= '~' ? letter : letter == '\n' || letter == '\r' ? ' ' : '?';
  while (text.ends_with(' ')) text.pop_back();
  return text + (line.size() > longest_quotation ? "...'" : "'");
}

std::string who(const Session& session) { return "client " + std::to_string(session.client); }

void fault(Session& session, Fault kind, std::string_view what, std::uint64_t count = 1) {
  session.clean = false;
  session.tally.add(kind, who(session) + ": " + std::string(what), count);
}

std::string about_message(const Session& session) {
  return "message " + std::to_string(session.replies.settled());
}

/// True when the oldest message has its reply now, such as it is.
bool settle(Session& session, std::string_view line) {
  const std::string message = about_message(session);
  const Verdict verdict = session.replies.take(line);
  if (verdict == Verdict::remark) {
    session.remark = quoted(line);
    return false;
  }
  if (verdict == Verdict::doubled) {
    fault(session, Fault::doubled, "again " + quoted(line));
    return false;
  }
  if (verdict == Verdict::wrong) {
    fault(session, Fault::wrong, quoted(line) + " for " + message);
    return true;
  }
  if (verdict == Verdict::lost)
    fault(session, Fault::lost, "no reply to " + message + ", but one to a later message",
          session.replies.missing());
  ++session.tally.right;
  ++session.right;
  if (&session.tally == &session.run.main) session.run.end = session.run.loop.time();
  return true;
}

std::string waited_for(const Session& session) {
  return "nothing within the time after " + std::to_string(session.replies.settled()) + " of " +
         std::to_string(session.replies.sent()) + " replies";
}

/// What the server said instead of a reply, for a report; it may lack a line feed.
std::string instead(const Session& session) {
  const std::string_view text = session.connection.reader.buffered();
  const std::string words = text.empty() ? session.remark : quoted(text);
  return words.empty() || session.right > 0 ? "" : "; it said " + words;
}

/// Counts what ended the session; what is no fault of the server's passes.
void count_trouble(Session& session, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Trouble& trouble) {
    fault(session, trouble.fault, trouble.what() + instead(session));
  } catch (const ConnectionError& failure) {
    fault(session, Fault::reset, failure.what());
  } catch (const TimeoutError&) {
    fault(session, Fault::silent, waited_for(session) + instead(session));
  }
}

}  // namespace

Session::Session(Run& all, const Group& mine, Connection made, int number)
    : run(all),
      group(mine),
      tally(mine.tally),
      client(number),
      connection(std::move(made)),
      replies(Series{all.id, number, static_cast<std::size_t>(all.options.size)}),
      timeout(all.options.timeout) {}

void Session::send_message() {
  connection.writer.write(replies.next_message());
  ++tally.sent;
}

Task<std::optional<Connection>> try_to_connect(Run& run, Tally& tally) {
  std::optional<Connection> connection;
  try {
    Connection made = co_await connect(run, tally);
    connection.emplace(std::move(made));
  } catch (const Trouble& trouble) {
    tally.add(trouble.fault, trouble.what());
  }
  co_return connection;
}

Task<bool> play_in(Session& session, Task<void> part) {
  try {
    co_await session.timeout.run(std::move(part));
  } catch (const std::exception&) {
    count_trouble(session, std::current_exception());
  }
  co_return session.clean;
}

Task<bool> play(Run& run, Group group, Part part, int client) {
  std::optional<Connection> connection = co_await try_to_connect(run, group.tally);
  if (!connection) co_return false;
  Session session(run, group, std::move(*connection), client);
  connection.reset();
  const bool clean = co_await play_in(session, part(session));
  co_return clean;
}

void count_fault(Session& session, Fault kind, std::string_view line) {
  fault(session, kind, quoted(line));
}

// A reply with "GOT:" before each byte, a greeting without an end, or an error of the server's.
std::size_t longest_line(const Session& session) {
  constexpr std::size_t marked = 5;
  return marked * static_cast<std::size_t>(session.run.options.size) + 4096;
}

Task<std::size_t> next_line(StreamReader& reader, std::size_t longest) {
  std::size_t searched = 0;
  for (;;) {
    const std::string_view text = reader.buffered();
    const std::size_t at = text.find('\n', searched);
    if (at != text.npos) co_return at + 1;
    searched = text.size();
    if (searched > longest) co_return searched;
    const bool more = co_await reader.fill();
    if (!more) co_return reader.buffered().size();
  }
}

Task<void> await_reply(Session& session) {
  StreamReader& reader = session.connection.reader;
  for (bool settled = false; !settled;) {
    const std::size_t length = co_await next_line(reader, longest_line(session));
    if (length == 0)
      throw Trouble(Fault::closed,
                    "the server closed before the reply to " + about_message(session));
    settled = settle(session, reader.buffered().substr(0, length));
    reader.consume(length);
  }
}

Task<void> ask(Session& session) {
  const TimePoint begin = session.run.loop.time();
  session.touch();
  const std::uint64_t right_before = session.right;
  session.send_message();
  co_await await_reply(session);
  if (session.right > right_before) session.group.latencies.record(session.run.loop.time() - begin);
}

Task<void> read_to_end(Session& session) {
  StreamReader& reader = session.connection.reader;
  for (;;) {
    const std::size_t length = co_await next_line(reader, longest_line(session));
    if (length == 0) co_return;
    (void)settle(session, reader.buffered().substr(0, length));
    reader.consume(length);
  }
}

Task<void> leave(Session& session) {
  session.timeout.reschedule(std::nullopt);
  session.connection.writer.write_eof();
  try {
    co_await wait_for(read_to_end(session), patience_with_fin);
  } catch (const TimeoutError&) {
  }
}

}  // namespace kit::poke
