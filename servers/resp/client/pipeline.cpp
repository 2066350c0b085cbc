#include "servers/resp/client/pipeline.hpp"

#include <cerrno>
#include <utility>

#include "loop/errors.hpp"
#include "servers/resp/client/errors.hpp"

namespace kit::redis {
namespace {

// What is sent in one pass waits for its end, unless it is that much.
constexpr std::size_t most_in_outbox = 64 * 1024;

void append(std::string& out, const Command& command) {
  out += "*" + std::to_string(command.size()) + "\r\n";
  for (const std::string& word : command) {
    out += "$" + std::to_string(word.size()) + "\r\n";
    out += word;
    out += "\r\n";
  }
}

/// What confirms [P][UN]SUBSCRIBE: its name, the channel, and how many there are now.
bool is_confirmation(const Reply& reply) {
  return reply.items.size() == 3 && reply.items[2].kind == ReplyKind::integer &&
         reply.items[0].text.ends_with("subscribe");
}

}  // namespace

Pipeline::Pipeline(Connection connection, const ReplyLimits& limits, Duration ping_interval,
                   Listener listener)
    : loop_(EventLoop::current()),
      reader_(std::move(connection.reader)),
      writer_(std::move(connection.writer)),
      parser_(limits),
      listener_(std::move(listener)),
      ping_interval_(ping_interval) {}

// ------------------------------------------------------------ sending

Future<Reply> Pipeline::send(const Command& command) {
  Future<Reply> reply(loop_);
  if (!end_reason_.empty()) {
    reply.set_exception(lost());
    return reply;
  }
  waiting_.emplace_back().reply = reply;
  write(command);
  return reply;
}

void Pipeline::send_subscription(const Command& command,
                                 std::function<void(const Reply&)> on_reply) {
  if (!end_reason_.empty()) return;
  Waiting& added = waiting_.emplace_back();
  added.on_confirmed = std::move(on_reply);
  added.subscription = true;
  write(command);
}

void Pipeline::write(const Command& command) {
  if (outbox_.empty()) {
    const Ref<Pipeline> self(this);
    loop_.call_soon([self] { self->flush(); });
  }
  append(outbox_, command);
  if (outbox_.size() > most_in_outbox) flush();
}

void Pipeline::flush() {
  if (!outbox_.empty() && !writer_.is_closing()) writer_.write(outbox_);
  outbox_.clear();
}

Task<void> Pipeline::drained(Ref<Pipeline> self) { co_await self->writer_.drain(); }

void Pipeline::close() {
  flush();
  writer_.close();
}

// ------------------------------------------------------------ receiving

Task<void> Pipeline::receive(Ref<Pipeline> self) {
  std::exception_ptr why;
  self->wait_for_sign_of_life();
  try {
    co_await self->read_replies();
  } catch (...) {
    why = std::current_exception();
  }
  if (self->silent_)
    why = std::make_exception_ptr(
        TimeoutError(self->writer_.peername().str() + " does not answer any more"));
  self->end(why);
  std::rethrow_exception(why);
}

Task<void> Pipeline::read_replies() {
  for (;;) {
    const bool more = co_await reader_.fill();
    heard_ = true;
    take_replies();
    if (more) continue;
    throw ConnectionResetError(ECONNRESET, writer_.peername().str() + " has closed the connection");
  }
}

void Pipeline::take_replies() {
  for (;;) {
    const ParsedReply parsed = parser_.parse(reader_.buffered());
    reader_.consume(parsed.taken);
    if (parsed.status == ReplyStatus::incomplete) return;
    if (parsed.status == ReplyStatus::error) throw ProtocolError(parser_.error());
    take(parser_.take());
  }
}

/// Under RESP2 a message looks like the reply of a command; but a client that has subscribed may
/// give no command there that has such a one.
bool Pipeline::is_message(const Reply& reply) const noexcept {
  const bool can_be = version_ == Version::resp3
                          ? reply.kind == ReplyKind::push
                          : reply.kind == ReplyKind::array && subscribed_ > 0;
  return can_be && ((reply.items.size() == 3 && reply.begins_with("message")) ||
                    (reply.items.size() == 4 && reply.begins_with("pmessage")));
}

void Pipeline::take(Reply reply) {
  if (is_message(reply)) {
    Message message;
    message.payload = std::move(reply.items.back().text);
    message.channel = std::move(reply.items[reply.items.size() - 2].text);
    if (reply.items.size() == 4) message.pattern = std::move(reply.items[1].text);
    return listener_.message(std::move(message));
  }
  const bool for_subscription = !waiting_.empty() && waiting_.front().subscription;
  if (is_confirmation(reply) && (for_subscription || reply.kind == ReplyKind::push))
    subscribed_ = reply.items[2].integer;
  // What a server pushes and we did not ask for is for somebody who knows it.
  if (reply.kind == ReplyKind::push && !(for_subscription && is_confirmation(reply))) return;
  answer_first(std::move(reply));
}

void Pipeline::answer_first(Reply reply) {
  if (waiting_.empty()) throw ProtocolError("Protocol error: a reply that nobody waits for");
  const Waiting first = std::move(waiting_.front());
  waiting_.pop_front();
  if (first.on_confirmed) first.on_confirmed(reply);
  // Who waited may have been cancelled meanwhile.
  if (first.reply && !first.reply->done()) first.reply->set_result(std::move(reply));
}

std::exception_ptr Pipeline::lost() const {
  return std::make_exception_ptr(ReplyLostError("the connection to " + writer_.peername().str() +
                                                " ended before the reply came: " + end_reason_));
}

void Pipeline::end(const std::exception_ptr& why) {
  loop_.cancel(sign_of_life_);
  end_reason_ = describe(why);
  writer_.close();
  listener_.end(end_reason_);
  const std::deque<Waiting> without_reply = std::move(waiting_);
  waiting_.clear();
  for (const Waiting& each : without_reply)
    if (each.reply && !each.reply->done()) each.reply->set_exception(lost());
}

// ------------------------------------------------------------ silence

void Pipeline::wait_for_sign_of_life() {
  if (ping_interval_ <= Duration::zero()) return;
  const Ref<Pipeline> self(this);
  sign_of_life_ = loop_.call_later(ping_interval_, [self] { self->check_silence(); });
}

void Pipeline::check_silence() {
  if (asked_ && !heard_) {
    silent_ = true;
    return writer_.abort();  // who reads sees the end
  }
  asked_ = !heard_;
  if (asked_ && end_reason_.empty()) {
    waiting_.emplace_back();  // nobody wants the reply
    write({"PING"});
  }
  heard_ = false;
  wait_for_sign_of_life();
}

}  // namespace kit::redis
