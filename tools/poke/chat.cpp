#include "tools/poke/chat.hpp"

#include <charconv>
#include <optional>
#include <vector>

#include "tools/poke/session.hpp"

namespace kit::poke {
namespace {

/// What one member says.
struct Voice {
  Session* session = nullptr;  // while it is connected
  std::string name;
  std::string line;   // what the others are to hear now
  TimePoint since{};  // when it was said
  int heard = 0;      // by so many of the others
};

struct Circle {
  Circle(Run& all, const Group& mine, int count, int first_client)
      : run(all),
        group(mine),
        voices(static_cast<std::size_t>(count)),
        first(first_client),
        talking(count) {}

  Run& run;
  const Group group;
  std::vector<Voice> voices;
  const int first;  // the number of the first client
  int talking;      // have not said all
  std::size_t present = 0;
  Event complete;  // all have joined
};

Voice& voice_of(Circle& circle, const Session& session) {
  return circle.voices[static_cast<std::size_t>(session.client - circle.first)];
}

bool has_more_to_say(const Circle& circle, const Session& session) {
  return session.replies.sent() < static_cast<std::uint64_t>(circle.run.options.messages) ||
         (circle.group.until_hostile_over && !circle.run.hostile_over);
}

/// All have said and heard all: FIN, so that the server's FIN wakes everybody.
void part(Circle& circle) {
  for (const Voice& voice : circle.voices)
    if (voice.session != nullptr) voice.session->connection.writer.write_eof();
}

void speak(Circle& circle, Voice& voice) {
  Session& session = *voice.session;
  if (!has_more_to_say(circle, session)) {
    if (--circle.talking == 0) part(circle);
    return;
  }
  const std::string message = session.replies.next_message();
  voice.line = voice.name + ": " + message.substr(0, message.size() - 1) + "\r\n";
  voice.heard = 0;
  voice.since = circle.run.loop.time();
  ++session.tally.sent;
  session.connection.writer.write(message);
}

/// Somebody has heard what `voice` says now.
void heard(Circle& circle, Voice& voice) {
  ++circle.group.tally.right;
  const TimePoint now = circle.run.loop.time();
  const bool of_the_mode = &circle.group.tally == &circle.run.main;
  if (of_the_mode) circle.run.end = now;
  if (++voice.heard + 1 < static_cast<int>(circle.voices.size())) return;
  circle.group.latencies.record(now - voice.since);
  if (of_the_mode) ++circle.run.steps;
  if (voice.session != nullptr) speak(circle, voice);
}

/// Whose message stands in the line, if it is one of this circle's.
Voice* speaker_of(Circle& circle, std::string_view line) {
  const std::string head = "poke " + circle.run.id + " ";
  const std::size_t at = line.find(head);
  if (at == line.npos) return nullptr;
  int client = -1;
  std::from_chars(line.data() + at + head.size(), line.data() + line.size(), client);
  const int place = client - circle.first;
  const bool known = place >= 0 && place < static_cast<int>(circle.voices.size());
  return known ? &circle.voices[static_cast<std::size_t>(place)] : nullptr;
}

/// `last_heard`: of each voice, so that nobody hears the same twice.
struct Ears {
  explicit Ears(std::size_t voices) : last_heard(voices) {}
  std::vector<std::string> last_heard;
};

void listen(Circle& circle, Session& session, Ears& ears, std::string_view line) {
  Voice* const voice = speaker_of(circle, line);
  if (voice == nullptr) return;  // "*** NAME joined the chat ***"
  session.touch();
  std::string& last = ears.last_heard[static_cast<std::size_t>(voice - circle.voices.data())];
  if (line == last) return count_fault(session, Fault::doubled, line);
  if (voice->session == &session || line != voice->line)
    return count_fault(session, Fault::wrong, line);
  last = line;
  heard(circle, *voice);
}

Task<void> join(Circle& circle, Session& session) {
  const std::string sign = "*** " + voice_of(circle, session).name + " joined the chat ***";
  StreamReader& reader = session.connection.reader;
  session.connection.writer.write(voice_of(circle, session).name + "\n");
  for (bool joined = false; !joined;) {
    const std::size_t length = co_await next_line(reader, longest_line(session));
    if (length == 0) throw Trouble(Fault::closed, "the server closed before it was in the chat");
    joined = reader.buffered().substr(0, length).find(sign) != std::string_view::npos;
    reader.consume(length);
  }
  if (++circle.present == circle.voices.size()) circle.complete.set();
  co_await circle.complete.wait();
}

Task<void> talk(Circle& circle, Session& session) {
  co_await join(circle, session);
  session.touch();
  Ears ears(circle.voices.size());
  speak(circle, voice_of(circle, session));
  StreamReader& reader = session.connection.reader;
  for (;;) {
    const std::size_t length = co_await next_line(reader, longest_line(session));
    if (length == 0 && circle.talking > 0)
      throw Trouble(Fault::closed, "the server closed in the middle of the talk");
    if (length == 0) co_return;
    listen(circle, session, ears, reader.buffered().substr(0, length));
    reader.consume(length);
  }
}

/// In the circle from here to the end of the scope.
class Presence {
 public:
  Presence(Circle& circle, Session& session) : voice_(voice_of(circle, session)) {
    voice_.session = &session;
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;
  ~Presence() { voice_.session = nullptr; }

 private:
  Voice& voice_;
};

Task<void> be_there(Circle& circle, Session& session) {
  const Presence presence(circle, session);
  co_await talk(circle, session);
}

Task<void> member(Circle& circle, int client) {
  std::optional<Connection> connection = co_await try_to_connect(circle.run, circle.group.tally);
  if (!connection) co_return;
  Session session(circle.run, circle.group, std::move(*connection), client);
  connection.reset();
  const bool clean = co_await play_in(session, be_there(circle, session));
  if (clean && &session.tally == &circle.run.main) ++circle.run.expectation.met;
}

}  // namespace

std::string chat_name(const Run& run, int client) {
  return "poke-" + run.id + "-" + std::to_string(client);
}

Task<void> chat_circle(Run& run, Group group, int count, int first) {
  Circle circle(run, group, count, first);
  std::vector<Task<void>> members;
  for (int i = 0; i < count; ++i) {
    circle.voices[static_cast<std::size_t>(i)].name = chat_name(run, first + i);
    members.push_back(member(circle, first + i));
  }
  co_await all_of(std::move(members));
}

}  // namespace kit::poke
