// RedisClient: commands, messages and one connection, which comes back by itself.
//
//   RedisClient client(parse_redis_url("redis://127.0.0.1:6379"));
//   co_await client.connect();
//   Reply value = co_await client.command("GET", "greeting");
//   co_await client.subscribe("news", [](const Message& message) { ... });
//   co_await client.close();
//
// Any number of tasks may give commands at once: their replies come in order, and nobody waits for
// somebody else's. When the connection is lost, commands on their way fail with ReplyLostError and
// new ones with NotConnectedError; nothing is sent twice. The client connects again, with pauses
// that grow, and subscribes again to what it was subscribed to. What was published meanwhile is
// lost: that is publish and subscribe.
//
// After HELLO 3 one connection does for commands and for messages. A server that knows only RESP2
// refuses other commands to a client that has subscribed; take a second client for those.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "loop/tasks/future.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/sync/queue.hpp"
#include "loop/tasks/task.hpp"
#include "servers/resp/client/errors.hpp"
#include "servers/resp/client/session.hpp"

namespace kit::redis {

/// To be used in one loop. Destroyed without close(), it lets go of the connection a little later.
class RedisClient {
 public:
  explicit RedisClient(RedisOptions options);
  explicit RedisClient(RedisUrl url);
  ~RedisClient();
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;

  // The connection.

  /// From now on what becomes of it is told here. Called in the loop; must not throw.
  void on_news(NewsHandler handler) { session_->set_news_handler(std::move(handler)); }
  /// Begins to connect, and goes on until close(). Needs a loop that runs.
  void start();
  /// Begins, and returns when there is a connection. Throws why the first attempt failed
  /// (ConnectionRefusedError, HostError, TimeoutError, ReplyError, ...); the client is closed then.
  Task<void> connect();
  /// When there is a connection, however long that takes.
  Task<void> connected();
  bool is_connected() const noexcept { return session_->is_ready(); }
  /// For good. What was sent still goes out; replies and confirmations that are awaited will not
  /// come.
  Task<void> close();

  // Commands. Not those that change how replies come ([P][UN]SUBSCRIBE, MONITOR, HELLO, RESET, ...:
  // std::invalid_argument), and not those that a new connection would not know of: AUTH, SELECT.

  /// Its reply; an error of the server as ReplyError. Throws NotConnectedError, ReplyLostError.
  /// Waits while the server does not read what was sent before. Cancelled, it does not take the
  /// command back.
  Task<Reply> command(Command words);
  /// The same in one breath: `Reply reply = co_await client.command("SET", key, value);`
  template <class... Words>
  requires(std::convertible_to<const Words&, std::string_view>&&...) Task<Reply> command(
      std::string_view name, const Words&... words) {
    return command(Command{std::string(name), std::string(std::string_view(words))...});
  }
  /// Sends it at once, and without waiting for anything: for a pipeline, or for a transaction whose
  /// commands must stand together. The reply may be an error. Whoever does not want it cancels it.
  /// Throws NotConnectedError; the Future, ReplyLostError.
  Future<Reply> send(const Command& words);

  // Messages. A subscription outlives connections.

  /// Returns when the server has confirmed it, and waits for a connection for that if there is
  /// none. Throws ReplyError when the server refuses, std::logic_error for a second one.
  Task<void> subscribe(std::string channel, MessageHandler handler);
  /// The same for all channels that fit: "news.*". Throws std::invalid_argument for none.
  Task<void> psubscribe(std::string pattern, MessageHandler handler);
  /// From now on no message of it comes. Does nothing if there is none.
  void unsubscribe(std::string channel);
  void punsubscribe(std::string pattern);

 private:
  Ref<Session> session_;
  std::optional<TaskHandle<>> running_;
};

/// Puts what comes into `queue`, for a task that takes it out. What finds the queue full is
/// dropped: a client that reads no more would be cut off by the server, and lose more. `queue` must
/// live until it is unsubscribed or the client is closed.
MessageHandler into(Queue<Message>& queue);

}  // namespace kit::redis
