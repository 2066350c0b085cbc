// Pipeline: one connection to a Redis server. Commands go out, replies come back in the same order.
//
// Many tasks send without waiting for each other; what they send in one pass of the loop leaves in
// one write. Messages of channels come between the replies and go to a callback. A server that
// says nothing for a while is asked whether it is still there.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "loop/ref.hpp"
#include "loop/tasks/future.hpp"
#include "loop/tasks/task.hpp"
#include "servers/resp/client/reply_parser.hpp"
#include "streams/connect.hpp"

namespace kit::redis {

/// A command and its arguments, any bytes.
using Command = std::vector<std::string>;

struct Message {
  std::string pattern;  // that the channel fits; empty: the channel itself was subscribed
  std::string channel;
  std::string payload;
};

enum class Version { resp2 = 2, resp3 = 3 };

/// Lives as long as receive() runs or somebody has a Ref to it.
class Pipeline final : public Counted {
 public:
  /// What it tells of. Neither may throw.
  struct Listener {
    std::function<void(Message)> message;
    /// It has ended, and why: called before all that wait for replies hear of it.
    std::function<void(const std::string&)> end;
  };

  /// `ping_interval`: zero for none.
  Pipeline(Connection connection, const ReplyLimits& limits, Duration ping_interval,
           Listener listener);

  /// For what is sent from now on; a connection begins with resp2.
  void set_version(Version version) noexcept { version_ = version; }

  /// Its reply, an error of the server's, too. After the end: ReplyLostError.
  Future<Reply> send(const Command& command);
  /// [P][UN]SUBSCRIBE of one channel. `on_reply` gets its one confirmation, or the server's error;
  /// it may be empty, must not throw, and is not called when the connection ends before.
  void send_subscription(const Command& command, std::function<void(const Reply&)> on_reply);

  /// More is unsent than is good; see drained().
  bool is_full() const noexcept { return writer_.transport().is_paused(); }
  /// Until the server has read. Throws ConnectionError.
  static Task<void> drained(Ref<Pipeline> self);

  /// Reads until the connection ends. Throws why it did: ConnectionError, ProtocolError, or
  /// TimeoutError for a server that fell silent. All that wait for replies get ReplyLostError.
  static Task<void> receive(Ref<Pipeline> self);

  /// What was sent still goes out, then FIN.
  void close();
  /// RST.
  void abort() noexcept { writer_.abort(); }

 private:
  struct Waiting {
    std::optional<Future<Reply>> reply;              // none: nobody wants it
    std::function<void(const Reply&)> on_confirmed;  // of a subscription, or empty
    bool subscription = false;
  };

  void write(const Command& command);
  void flush();
  Task<void> read_replies();
  void take_replies();
  void take(Reply reply);
  bool is_message(const Reply& reply) const noexcept;
  void answer_first(Reply reply);
  std::exception_ptr lost() const;
  void end(const std::exception_ptr& why);
  void wait_for_sign_of_life();
  void check_silence();

  EventLoop& loop_;
  StreamReader reader_;
  StreamWriter writer_;
  ReplyParser parser_;
  Listener listener_;
  Version version_ = Version::resp2;
  std::deque<Waiting> waiting_;  // in the order of their commands
  std::int64_t subscribed_ = 0;  // channels and patterns, as the server counts them
  std::string outbox_;           // for the write at the end of this pass
  std::string end_reason_;       // empty: it goes on
  Duration ping_interval_;
  CallHandle sign_of_life_;
  bool heard_ = false;   // anything, since the last look
  bool asked_ = false;   // PING, and nothing came since
  bool silent_ = false;  // for so long that it was cut
};

}  // namespace kit::redis
