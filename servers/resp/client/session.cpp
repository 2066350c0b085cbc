#include "servers/resp/client/session.hpp"

#include <optional>
#include <utility>

#include "loop/errors.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/timeout.hpp"
#include "servers/resp/client/errors.hpp"
#include "servers/resp/client/handshake.hpp"

namespace kit::redis {
namespace {

std::exception_ptr too_late(const RedisOptions& options) {
  const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(options.connect_timeout);
  return std::make_exception_ptr(TimeoutError(options.url.str() + " did not answer within " +
                                              std::to_string(limit.count()) + " ms"));
}

/// What a task throws that others have started; null if it returns.
Task<std::exception_ptr> failure_of(TaskHandle<> task) {
  std::exception_ptr failure;
  try {
    co_await task;
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  co_return failure;
}

}  // namespace

/// The session has this pipeline, and a task that reads from it, to the end of the scope.
class Session::Attached {
 public:
  Attached(Session& session, const Ref<Pipeline>& pipeline)
      : session_(session),
        pipeline_(pipeline),
        receiving_(create_task(Pipeline::receive(pipeline),
                               "replies from " + session.options_.url.str())) {
    session_.pipeline_ = pipeline;
    ++session_.connection_;
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() {
    session_.pipeline_ = Ref<Pipeline>();
    session_.set_lost("not connected");
    pipeline_->close();  // in case the task never began
    if (!receiving_.cancel() && !receiving_.cancelled()) (void)receiving_.exception();
  }
  const TaskHandle<>& receiving() const noexcept { return receiving_; }

 private:
  Session& session_;
  Ref<Pipeline> pipeline_;
  TaskHandle<> receiving_;
};

// ------------------------------------------------------------ connections

Task<void> Session::run(Ref<Session> self) {
  for (;;) {
    std::exception_ptr failure;
    try {
      co_await connect_once(self);
    } catch (const std::exception&) {
      failure = std::current_exception();
    }
    const Duration pause = self->next_pause();
    self->lost(failure, pause);
    co_await sleep(pause);
  }
}

/// Who accepts and hangs up at once is met with pauses that grow, too: only a connection that has
/// lasted begins anew.
Duration Session::next_pause() {
  const TimePoint now = EventLoop::current().time();
  if (ready_since_ && now - *ready_since_ >= options_.backoff.most) backoff_.reset();
  ready_since_.reset();
  return backoff_.next();
}

/// Ends with an exception, always: a connection is not for ever.
Task<void> Session::connect_once(Ref<Session> self) {
  const RedisOptions& options = self->options_;
  const TimePoint deadline = EventLoop::current().time() + options.connect_timeout;
  std::optional<Connection> connection;
  try {
    Connection made = co_await wait_for(open_connection(options.url.host, options.url.port),
                                        options.connect_timeout);
    connection.emplace(std::move(made));
  } catch (const TimeoutError&) {
  }
  if (!connection) std::rethrow_exception(too_late(options));
  const Ref<Pipeline> pipeline(new Pipeline(std::move(*connection), options.limits,
                                            options.ping_interval, self->listener()));
  const Attached attached(*self, pipeline);
  std::exception_ptr failure;
  try {
    co_await wait_for(bring_up(self, pipeline), deadline - EventLoop::current().time());
  } catch (const TimeoutError&) {
    failure = too_late(options);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  if (failure)
    pipeline->abort();
  else
    self->set_ready();
  const std::exception_ptr end = co_await failure_of(attached.receiving());
  std::rethrow_exception(failure ? failure : end);
}

Pipeline::Listener Session::listener() {
  const Ref<Session> self(this);
  Pipeline::Listener listener;
  listener.message = [self](const Message& message) { self->subscriptions_.deliver(message); };
  listener.end = [self](const std::string& why) { self->set_lost(why); };
  return listener;
}

/// Also asks for what somebody wants to hear since this began.
Task<void> Session::bring_up(Ref<Session> self, Ref<Pipeline> pipeline) {
  co_await shake_hands(pipeline, self->options_.url);
  const Command barrier = {"PING"};  // its reply comes after all confirmations
  for (;;) {
    Ref<Subscription> next = self->subscriptions_.next_unasked(self->connection_);
    if (!next) co_return;
    for (; next; next = self->subscriptions_.next_unasked(self->connection_)) self->ask_for(next);
    Reply reply = co_await pipeline->send(barrier);
    (void)checked(std::move(reply));
    if (!self->refused_.empty()) throw ReplyError(std::exchange(self->refused_, {}));
  }
}

void Session::set_ready() {
  ready_ = true;
  ready_since_ = EventLoop::current().time();
  became_ready_.set();
  tried_.set();
  if (!on_news_) return;
  ConnectionNews news;
  news.connected = true;
  on_news_(news);
}

void Session::lost(const std::exception_ptr& failure, Duration next_attempt) {
  set_lost(describe(failure));
  if (!tried_.is_set()) first_failure_ = failure;
  tried_.set();
  if (!on_news_) return;
  ConnectionNews news;
  news.why = why_not_;
  news.next_attempt = next_attempt;
  on_news_(news);
}

/// At once, and not when run() hears of it: who would wait for a connection meanwhile would be told
/// that there is one.
void Session::set_lost(const std::string& why) {
  ready_ = false;
  became_ready_.clear();
  if (!closed_) why_not_ = why;
}

Ref<Pipeline> Session::pipeline() const {
  if (!ready_) throw NotConnectedError("no connection to " + options_.url.str() + ": " + why_not_);
  return pipeline_;
}

void Session::close() {
  const std::string server = options_.url.str();
  set_lost("the client is closed");
  closed_ = true;
  if (pipeline_) pipeline_->close();
  subscriptions_.clear(
      std::make_exception_ptr(NotConnectedError("no connection to " + server + ": " + why_not_)));
}

// ------------------------------------------------------------ subscriptions

Task<void> Session::subscribe(Ref<Session> self, Topic topic, MessageHandler handler) {
  const Ref<Subscription> wish = self->subscriptions_.add(std::move(topic), std::move(handler));
  try {
    if (self->ready_) self->ask_for(wish);
    co_await wish->confirmed;
  } catch (const Cancelled&) {
    self->unsubscribe(wish->topic);
    throw;
  }
}

void Session::ask_for(const Ref<Subscription>& wish) {
  wish->asked_in = connection_;
  const Ref<Session> self(this);
  pipeline_->send_subscription(wish->topic.subscribe(),
                               [self, wish](const Reply& reply) { self->asked(wish, reply); });
}

void Session::asked(const Ref<Subscription>& wish, const Reply& reply) {
  const bool first_time = !wish->confirmed.done();
  if (!reply.is_error()) {
    if (first_time) wish->confirmed.set_result();
    return;
  }
  if (first_time) {
    subscriptions_.remove(wish->topic);
    wish->confirmed.set_exception(ReplyError(reply.text));
  } else if (subscriptions_.find(wish->topic).get() == wish.get()) {
    refused_ = reply.text;
  }
}

void Session::unsubscribe(const Topic& topic) {
  const Ref<Subscription> wish = subscriptions_.find(topic);
  if (!wish) return;
  subscriptions_.remove(topic);
  if (pipeline_ && wish->asked_in == connection_)
    pipeline_->send_subscription(topic.unsubscribe(), {});
}

}  // namespace kit::redis
