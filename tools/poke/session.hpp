// Session: one connection, its messages, and the check of its replies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "loop/tasks/timeout.hpp"
#include "tools/poke/replies.hpp"
#include "tools/poke/run.hpp"

namespace kit::poke {

/// Closes the connection at its end. Stays where it is: its timeout and reader are waited on.
struct Session {
  Session(Run& all, const Group& mine, Connection made, int number);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { connection.writer.close(); }

  /// The server has the whole --timeout again, from now on.
  void touch() { timeout.reschedule(run.loop.time() + run.options.timeout); }
  /// Writes the next message.
  void send_message();

  Run& run;  // must outlive this
  const Group group;
  Tally& tally;  // of the group
  const int client;
  Connection connection;
  Replies replies;
  Timeout timeout;
  std::uint64_t right = 0;  // replies
  std::string remark;       // the last thing that came and was no reply, quoted
  bool clean = true;        // no fault so far
};

/// What a client does with its session.
using Part = Task<void> (*)(Session& session);

/// Connects, plays the part, and counts what goes wrong. True when nothing did.
Task<bool> play(Run& run, Group group, Part part, int client);

/// The two halves of play(). Nothing when there is no connection, which is counted.
Task<std::optional<Connection>> try_to_connect(Run& run, Tally& tally);
Task<bool> play_in(Session& session, Task<void> part);

/// For a line that should not have come.
void count_fault(Session& session, Fault fault, std::string_view line);

/// In bytes: beyond this nothing sensible is to be expected.
std::size_t longest_line(const Session& session);

/// The length of the next line in the reader, with its line feed; without one if the connection
/// has ended, or nothing sensible can be so long. 0: nothing came before the end.
Task<std::size_t> next_line(StreamReader& reader, std::size_t longest);

/// Until the reply to the oldest message is there, right or wrong. Throws Trouble (closed) at the
/// end of the connection.
Task<void> await_reply(Session& session);

/// A message and its reply, whose time is recorded.
Task<void> ask(Session& session);

/// Reads until the server's FIN. A farewell may come; a reply would be one too many.
Task<void> read_to_end(Session& session);

/// FIN, and the server's. A server that does not care for FIN is left after a second.
Task<void> leave(Session& session);

}  // namespace kit::poke
