// Session: a client's connection to its server, again and again.
//
//   connect -> shake hands -> subscribe to all that was wanted -> ready -> lost -> wait -> connect
//
// Promises: nothing is sent twice (a command whose reply is lost fails, and its caller decides);
// messages are wanted across connections; between two attempts there is a pause that grows.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>

#include "loop/ref.hpp"
#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/task.hpp"
#include "servers/resp/client/backoff.hpp"
#include "servers/resp/client/pipeline.hpp"
#include "servers/resp/client/subscriptions.hpp"
#include "servers/resp/client/url.hpp"

namespace kit::redis {

struct RedisOptions {
  RedisUrl url;
  /// For connecting, the handshake and the subscriptions together.
  Duration connect_timeout = std::chrono::seconds(5);
  BackoffOptions backoff;
  /// After so long a silence the server is asked for a sign of life, and cut off after as much
  /// again. Zero: never.
  Duration ping_interval = std::chrono::seconds(5);
  ReplyLimits limits;
};

/// What becomes of the connection.
struct ConnectionNews {
  bool connected = false;   // and subscribed to all that is wanted
  std::string why;          // it was lost, or could not be made
  Duration next_attempt{};  // from now on
};
using NewsHandler = std::function<void(const ConnectionNews&)>;

class Session final : public Counted {
 public:
  /// Throws std::invalid_argument for a backoff that is none.
  explicit Session(RedisOptions options)
      : options_(std::move(options)), backoff_(options_.backoff) {}

  const RedisOptions& options() const noexcept { return options_; }
  /// Called in the loop. Must not throw.
  void set_news_handler(NewsHandler handler) { on_news_ = std::move(handler); }

  /// Connects, and again whenever the connection is lost, until it is cancelled.
  static Task<void> run(Ref<Session> self);

  bool is_ready() const noexcept { return ready_; }
  /// Throws NotConnectedError.
  Ref<Pipeline> pipeline() const;
  /// When it is ready.
  Event::Waiting ready() noexcept { return became_ready_.wait(); }
  /// When the first attempt has come to an end; why it failed, if it did.
  Event::Waiting first_attempt() noexcept { return tried_.wait(); }
  std::exception_ptr first_failure() const noexcept { return first_failure_; }

  static Task<void> subscribe(Ref<Session> self, Topic topic, MessageHandler handler);
  void unsubscribe(const Topic& topic);

  /// What was sent still goes out. run() ends soon; then cancel it.
  void close();

 private:
  class Attached;

  static Task<void> connect_once(Ref<Session> self);
  static Task<void> bring_up(Ref<Session> self, Ref<Pipeline> pipeline);
  void ask_for(const Ref<Subscription>& wish);
  void asked(const Ref<Subscription>& wish, const Reply& reply);
  Duration next_pause();
  Pipeline::Listener listener();
  void set_ready();
  void set_lost(const std::string& why);
  void lost(const std::exception_ptr& failure, Duration next_attempt);

  RedisOptions options_;
  Backoff backoff_;
  NewsHandler on_news_;
  Subscriptions subscriptions_;
  Ref<Pipeline> pipeline_;        // null between two connections
  std::uint64_t connection_ = 0;  // its number
  bool ready_ = false;
  bool closed_ = false;
  std::optional<TimePoint> ready_since_;
  std::string why_not_ = "not connected yet";
  std::string refused_;  // a subscription that the server confirmed once, and does not any more
  Event became_ready_;
  Event tried_;
  std::exception_ptr first_failure_;
};

}  // namespace kit::redis
