#include "tests/redis/conversation.hpp"

#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "loop/errors.hpp"
#include "tests/redis/reply.hpp"
#include "tests/support/process.hpp"

namespace kit::test {
namespace {

std::string told(const Side& side, const Arguments& command, std::string reply) {
  return side.lie ? side.lie(command, std::move(reply)) : reply;
}

std::string raw_of(const Side& side, std::string_view bytes, std::string_view end) {
  RespClient client(side.port);
  client.send(bytes);
  return end.empty() ? client.rest() : client.read_through(end);
}

void await_alone(RespClient& client) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience);
  for (;;) {
    const std::string list = client.command(Arguments{"CLIENT", "LIST"});
    const std::size_t first = list.find(" addr=");
    if (first == list.npos || list.find(" addr=", first + 1) == list.npos) return;
    if (std::chrono::steady_clock::now() > limit)
      throw std::runtime_error("others do not leave: " + list);
    std::this_thread::yield();
  }
}

std::string rest_of(RespClient& client) {
  try {
    return client.rest();
  } catch (const OSError&) {  // a reset
    return "";
  }
}

void await_one(RespClient& client, const Arguments& command,
               const std::function<bool(const std::string&)>& wanted) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience);
  for (;;) {
    const std::string reply = client.command(command);
    if (wanted(reply)) return;
    if (std::chrono::steady_clock::now() > limit)
      throw std::runtime_error("still " + shown(reply) + " to " + command.at(0));
    std::this_thread::yield();
  }
}

std::string scan_one(RespClient& client, const Arguments& options) {
  std::set<std::string> found;
  std::string cursor = "0";
  do {
    Arguments command = {"SCAN", cursor};
    command.insert(command.end(), options.begin(), options.end());
    const std::string bytes = client.command(command);
    const Reply reply = parse_reply(bytes);
    if (reply.items.size() != 2) return bytes;  // an error
    cursor = reply.items[0].text;
    for (const Reply& key : reply.items[1].items) found.insert(key.text);
  } while (cursor != "0");
  std::string all;
  for (const std::string& key : found) all += key + "\n";
  return all;
}

}  // namespace

Conversation::Conversation(Side redis, Side ours, int protocol)
    : redis_(std::move(redis)), ours_(std::move(ours)), protocol_(protocol) {
  command(0, {"FLUSHALL"});
}

void Conversation::await_solitude() {
  Connection& both = connection(0);
  await_alone(both.redis);
  await_alone(both.ours);
}

Conversation::Connection& Conversation::connection(int number) {
  const auto known = connections_.find(number);
  if (known != connections_.end()) return known->second;
  Connection fresh{RespClient(redis_.port), RespClient(ours_.port)};
  if (protocol_ != 2) {
    const Arguments hello = {"HELLO", std::to_string(protocol_)};
    fresh.redis.command(hello);
    fresh.ours.command(hello);
  }
  return connections_.emplace(number, std::move(fresh)).first->second;
}

Replies Conversation::command(int number, const Arguments& command) {
  return batch(number, {command}).front();
}

std::vector<Replies> Conversation::batch(int number, const std::vector<Arguments>& commands) {
  Connection& both = connection(number);
  std::string bytes;
  for (const Arguments& each : commands) bytes += encoded(each);
  both.redis.send(bytes);
  both.ours.send(bytes);
  std::vector<Replies> replies;
  for (const Arguments& each : commands) {
    Replies pair;
    pair.redis = told(redis_, each, both.redis.reply());
    pair.ours = told(ours_, each, both.ours.reply());
    replies.push_back(std::move(pair));
  }
  return replies;
}

void Conversation::send(int number, const Arguments& command) {
  Connection& both = connection(number);
  both.redis.send(command);
  both.ours.send(command);
}

Replies Conversation::through(int number, const Arguments& command, std::string_view marker) {
  Connection& both = connection(number);
  send(number, command);
  Replies replies;
  replies.redis = both.redis.read_through(marker);
  replies.ours = both.ours.read_through(marker);
  // The end of the line, and in RESP2 nothing else: the marker stands last.
  both.redis.read_through("\r\n");
  both.ours.read_through("\r\n");
  return replies;
}

Replies Conversation::raw(std::string_view bytes, std::string_view end) {
  Replies replies;
  replies.redis = raw_of(redis_, bytes, end);
  replies.ours = raw_of(ours_, bytes, end);
  return replies;
}

Replies Conversation::rest(int number) {
  Connection& both = connection(number);
  Replies replies;
  replies.redis = rest_of(both.redis);
  replies.ours = rest_of(both.ours);
  connections_.erase(number);
  return replies;
}

void Conversation::await_reply(const Arguments& command, std::string_view reply) {
  Connection& both = connection(0);
  const auto same = [reply](const std::string& each) { return each == reply; };
  await_one(both.redis, command, same);
  await_one(both.ours, command, same);
}

void Conversation::await_text(const Arguments& command, std::string_view text) {
  Connection& both = connection(0);
  const auto holds = [text](const std::string& each) { return each.find(text) != each.npos; };
  await_one(both.redis, command, holds);
  await_one(both.ours, command, holds);
}

Replies Conversation::next(int number) {
  Connection& both = connection(number);
  return {both.redis.reply(), both.ours.reply()};
}

Replies Conversation::scan(const Arguments& options) {
  Connection& both = connection(0);
  Replies replies;
  replies.redis = scan_one(both.redis, options);
  replies.ours = scan_one(both.ours, options);
  return replies;
}

}  // namespace kit::test
