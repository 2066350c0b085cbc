#include "servers/chat/chat.hpp"

#include <string>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/timeout.hpp"
#include "servers/chat/commands.hpp"
#include "servers/chat/text.hpp"
#include "servers/common/idle_timer.hpp"
#include "servers/common/lines.hpp"
#include "servers/common/serve.hpp"
#include "servers/echo/protocol.hpp"

namespace kit {
namespace {

constexpr Duration farewell_limit = std::chrono::seconds(5);
// Who sends many lines in one packet must not fill everybody's outbox before they can be emptied.
constexpr std::size_t most_at_once = 8192;
// A loop that is behind has work for longer than that.
constexpr Duration a_moment = std::chrono::milliseconds(1);

/// In the room from begin() to the end of the scope, whatever ends it.
class Stay {
 public:
  Stay(Room& room, Member& member) : room_(room), member_(&member) {}
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;
  ~Stay() {
    if (begun_) room_.leave(*member_);
  }

  /// False if somebody has that name.
  bool begin(std::string name) { return begun_ = room_.join(*member_, std::move(name)); }

 private:
  Room& room_;
  Ref<Member> member_;
  bool begun_ = false;
};

/// The task that carries a member's outbox to the socket.
class Outgoing {
 public:
  explicit Outgoing(Member& member)
      : member_(&member),
        task_(create_task(member.send_all(), "outbox of " + member.writer().peername().str())) {}
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;
  ~Outgoing() { task_.cancel(); }  // does nothing after finish()

  /// Until all is sent, if the client takes it in good time.
  Task<void> finish() {
    member_->close();
    try {
      co_await wait_for(task_, farewell_limit);
    } catch (const TimeoutError&) {
      member_->writer().abort();
    }
  }

 private:
  Ref<Member> member_;
  TaskHandle<> task_;
};

/// The server stops: it ended the input, and not the client, who was not cut off either.
bool stopped_by_server(Member& member) {
  return !member.writer().transport().eof_received() && !member.writer().is_closing();
}

/// "User_49153", after the client's port, or the next number that is free: who comes by a Unix
/// socket has no port.
std::string default_name(const Room& room, std::uint32_t number) {
  std::string name = "User_" + std::to_string(number);
  while (room.is_taken(name)) name = "User_" + std::to_string(++number);
  return name;
}

/// Until there is a name that is good and free, and the stay has begun. False when the client has
/// gone.
Task<bool> come_in(Room& room, Member& member, StreamReader& reader, Stay& stay) {
  for (;;) {
    member.hear(chat_prompt);
    const Line line = co_await read_line(reader);
    // Half a name and then the end is no name.
    if (line.status == LineStatus::end || line.status == LineStatus::partial) co_return false;
    std::string name(trimmed(line.text));
    if (line.status == LineStatus::line && name.empty())
      name = default_name(room, member.writer().peername().port());
    std::string fault =
        line.status == LineStatus::too_long ? "that line is too long" : room.fault_of(name);
    if (fault.empty() && stay.begin(name)) co_return true;
    if (fault.empty()) fault = "the name " + name + " is taken";
    member.hear("Error: " + fault + "\r\n");
  }
}

/// One turn; and as many more as another loop needs that has fallen behind.
Task<void> let_others_hear(Room& room, Member& member) {
  co_await sleep(Duration::zero());
  while (room.is_ahead() && !member.writer().is_closing()) {
    co_await sleep(a_moment);
  }
}

/// What the member says, until it leaves.
Task<void> listen_to(Room& room, const ChatOptions& options, Member& member, StreamReader& reader) {
  IdleTimer timer(member.writer().transport(), options.idle_timeout);
  std::size_t said = 0;  // since the others last had their turn
  for (;;) {
    const Line line = co_await read_line(reader);
    if (timer.expired()) {
      member.hear(timeout_farewell);
      co_return;
    }
    const bool over = line.status == LineStatus::end || line.status == LineStatus::partial;
    if (over && stopped_by_server(member)) {
      room.close_down();
      member.hear(shutdown_text);
      co_return;
    }
    if (line.status == LineStatus::end) co_return;
    timer.touch();
    if (line.status == LineStatus::too_long)
      member.hear(too_long_answer(reader.limit()));
    else if (!take_line(room, member, line.text) || over)
      co_return;
    said += member.name().size() + line.text.size();
    if (said < most_at_once) continue;
    said = 0;
    co_await let_others_hear(room, member);
  }
}

Task<void> visit(Room& room, const ChatOptions& options, Member& member, StreamReader& reader) {
  Stay stay(room, member);
  bool in = false;
  try {
    in = co_await wait_for(come_in(room, member, reader, stay), options.name_timeout);
  } catch (const TimeoutError&) {
    member.hear(timeout_farewell);
    co_return;
  }
  if (!in) {
    if (stopped_by_server(member)) member.hear(shutdown_text);
    co_return;
  }
  co_await listen_to(room, options, member, reader);
}

}  // namespace

Task<void> chat(Room& room, const ChatOptions& options, StreamReader reader, StreamWriter writer) {
  const Ref<Member> member(new Member(std::move(writer), options.outbox_limit));
  Outgoing outgoing(*member);
  try {
    co_await visit(room, options, *member, reader);
  } catch (const ConnectionError& error) {
    log(LogLevel::debug, "lost " + member->writer().peername().str() + ": " + error.what());
  }
  co_await outgoing.finish();
}

}  // namespace kit
