#include "servers/resp/client/redis_client.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "servers/resp/client/handshake.hpp"

namespace kit::redis {
namespace {

std::string upper(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

/// After these, replies would come in another number or another form than is expected.
void check_command(const Command& words) {
  constexpr std::array<std::string_view, 10> strange = {
      "SUBSCRIBE",    "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE",
      "SUNSUBSCRIBE", "MONITOR",    "HELLO",      "RESET",       "QUIT"};
  if (words.empty() || words.front().empty()) throw std::invalid_argument("a command has a name");
  std::string name = upper(words.front());
  bool refused = std::find(strange.begin(), strange.end(), name) != strange.end();
  if (name == "CLIENT" && words.size() > 1 && upper(words[1]) == "REPLY") refused = true;
  if (refused) throw std::invalid_argument(name + " is not given as a command: see RedisClient");
}

RedisOptions options_for(RedisUrl url) {
  RedisOptions options;
  options.url = std::move(url);
  return options;
}

Topic pattern(std::string text) {
  if (text.empty()) throw std::invalid_argument("an empty pattern fits nothing");
  return Topic(true, std::move(text));
}

Task<Reply> given(Ref<Session> session, Command words) {
  check_command(words);
  Ref<Pipeline> pipeline = session->pipeline();
  while (pipeline->is_full()) {
    try {
      co_await Pipeline::drained(pipeline);
    } catch (const ConnectionError&) {  // the next line tells
    }
    pipeline = session->pipeline();
  }
  Reply reply = co_await pipeline->send(words);
  co_return checked(std::move(reply));
}

Task<void> until_ready(Ref<Session> session) { co_await session->ready(); }

Task<void> until_tried(Ref<Session> session) { co_await session->first_attempt(); }

}  // namespace

RedisClient::RedisClient(RedisOptions options) : session_(new Session(std::move(options))) {}

RedisClient::RedisClient(RedisUrl url) : RedisClient(options_for(std::move(url))) {}

RedisClient::~RedisClient() {
  session_->set_news_handler({});
  if (running_) running_->cancel();
}

void RedisClient::start() {
  if (running_) return;
  running_ = create_task(Session::run(session_), "client of " + session_->options().url.str());
}

Task<void> RedisClient::connect() {
  start();
  co_await until_tried(session_);
  if (session_->is_ready() || !session_->first_failure()) co_return;
  co_await close();
  std::rethrow_exception(session_->first_failure());
}

Task<void> RedisClient::connected() { return until_ready(session_); }

Task<void> RedisClient::close() {
  session_->close();
  if (!running_) co_return;
  running_->cancel();
  const Future<> ended;
  running_->add_done_callback([ended] {
    if (!ended.done()) ended.set_result();
  });
  co_await ended;
}

Task<Reply> RedisClient::command(Command words) { return given(session_, std::move(words)); }

Future<Reply> RedisClient::send(const Command& words) {
  check_command(words);
  return session_->pipeline()->send(words);
}

Task<void> RedisClient::subscribe(std::string channel, MessageHandler handler) {
  return Session::subscribe(session_, Topic(false, std::move(channel)), std::move(handler));
}

Task<void> RedisClient::psubscribe(std::string text, MessageHandler handler) {
  return Session::subscribe(session_, pattern(std::move(text)), std::move(handler));
}

void RedisClient::unsubscribe(std::string channel) {
  session_->unsubscribe(Topic(false, std::move(channel)));
}

void RedisClient::punsubscribe(std::string text) {
  session_->unsubscribe(Topic(true, std::move(text)));
}

MessageHandler into(Queue<Message>& queue) {
  return [&queue](const Message& message) {
    if (!queue.full()) queue.put_nowait(message);
  };
}

}  // namespace kit::redis
