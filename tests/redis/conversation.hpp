// Conversation: the same commands to two servers, and both replies to each.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/resp_client.hpp"

namespace kit::test {

/// What a server answers, and what it is made to seem to answer: a test that never saw a difference
/// shows nothing.
using Lie = std::function<std::string(const Arguments& command, std::string reply)>;

/// One of the two.
struct Side {
  std::uint16_t port = 0;
  Lie lie;  // none: the truth
};

struct Replies {
  std::string redis;
  std::string ours;
};

/// Begins with empty servers: it sends FLUSHALL. Connections are made when they are first used.
class Conversation {
 public:
  /// `protocol` is 2 or 3, and every connection speaks it.
  Conversation(Side redis, Side ours, int protocol);

  /// Waits until nobody else is connected: who left before may still be in a server's list, and
  /// would be counted by CLIENT KILL.
  void await_solitude();

  Replies command(int connection, const Arguments& command);
  /// All of them in one piece, and then all replies.
  std::vector<Replies> batch(int connection, const std::vector<Arguments>& commands);
  /// A command that shall have no reply.
  void send(int connection, const Arguments& command);

  /// The next reply on this connection, to a command that was sent before, or a message.
  Replies next(int connection);
  /// Everything that comes until the reply to `command`, which holds `marker`: what a subscriber
  /// was told.
  Replies through(int connection, const Arguments& command, std::string_view marker);

  /// What comes after `bytes`, until `end`; with an empty `end`: until the server closes. On a
  /// connection of its own.
  Replies raw(std::string_view bytes, std::string_view end);
  /// What comes until the servers close this connection, with FIN or with RST. It is forgotten
  /// then.
  Replies rest(int connection);

  /// On each side: `command` again and again, until this is the reply to it. Throws after
  /// test::patience.
  void await_reply(const Arguments& command, std::string_view reply);
  /// The same, until the reply holds this text.
  void await_text(const Arguments& command, std::string_view text);
  /// Every key that a whole SCAN with these options finds, once and in order, as one text.
  Replies scan(const Arguments& options);

 private:
  struct Connection {
    RespClient redis;
    RespClient ours;
  };
  Connection& connection(int number);

  Side redis_;
  Side ours_;
  int protocol_;
  std::map<int, Connection> connections_;
};

}  // namespace kit::test
