// FakeRedis: as much of a Redis server as its clients' tests need, in the same loop, and as bad a
// one as they ask for.
//
// It knows HELLO, AUTH, SELECT, PING, ECHO, SET, GET, publish and subscribe. It can die and come
// back on its port, fall silent, stop reading, know no RESP3, or answer what a test tells it to.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "loop/tasks/sync/event.hpp"
#include "servers/resp/protocol/reply.hpp"
#include "servers/resp/protocol/request.hpp"
#include "streams/server.hpp"
#include "tests/support/connections.hpp"

namespace kit::test {

class FakeRedis {
 public:
  using Words = std::vector<std::string>;
  /// The bytes of the reply; none: as usual.
  using Script = std::function<std::optional<std::string>(const Words&)>;

  FakeRedis() {
    reads_.set();
    live(any_port());
  }

  std::uint16_t port() const { return address_.port(); }

  /// Nobody listens there any more, and who was connected gets a reset.
  void die() {
    server_->close();
    server_->abort_clients();
    server_.reset();
  }
  /// Comes back on its port, and remembers nothing.
  void come_back() {
    values_.clear();
    live(address_);
  }
  /// The connections there are, and no others.
  void cut_connections() { server_->abort_clients(); }
  std::size_t connections() const { return server_->connection_count(); }
  /// For the end of a test.
  Task<void> shut() {
    if (!server_) co_return;
    server_->close();
    server_->abort_clients();
    co_await server_->wait_closed();
  }

  /// From now on it reads, and does, and says nothing.
  void fall_silent(bool silent = true) { silent_ = silent; }
  /// From now on it does not even read: what comes now, it takes, and no more.
  void stop_reading() { reads_.clear(); }
  void read_on() { reads_.set(); }
  void set_script(Script script) { script_ = std::move(script); }
  void know_no_resp3() { old_ = true; }
  void want_password(std::string password) { password_ = std::move(password); }

  /// To all that have subscribed. Returns how many.
  int publish(const std::string& channel, const std::string& payload) {
    int heard = 0;
    for (Guest* guest : guests_)
      if (guest->channels.contains(channel)) ++heard, guest->message({"message", channel, payload});
    for (Guest* guest : guests_)
      for (const std::string& pattern : guest->patterns)
        if (channel.starts_with(pattern.substr(0, pattern.size() - 1)))
          ++heard, guest->message({"pmessage", pattern, channel, payload});
    return heard;
  }

  /// What was asked, in order: "HELLO 3", "GET a".
  std::vector<std::string> asked;

 private:
  struct Guest {
    explicit Guest(StreamWriter& output) : writer(output), reply(out) {}
    void flush() {
      writer.write(out);
      out.clear();
    }
    void message(const Words& words) {
      reply.push(words.size());
      for (const std::string& each : words) reply.bulk(each);
      flush();
    }
    StreamWriter& writer;
    std::string out;
    resp::ReplyWriter reply;
    std::set<std::string> channels;
    std::set<std::string> patterns;
  };

  void live(const Address& address) {
    server_ = start_server(ConnectionHandler([this](StreamReader reader, StreamWriter writer) {
                             return serve(*this, std::move(reader), std::move(writer));
                           }),
                           address);
    address_ = server_->addresses().front();
  }

  static Task<void> serve(FakeRedis& self, StreamReader reader, StreamWriter writer) {
    Guest guest(writer);
    const Presence presence(self, guest);
    resp::RequestParser parser;
    try {
      for (;;) {
        const bool more = co_await reader.fill();
        if (!more) break;
        co_await self.reads_.wait();
        self.answer_all(parser, reader, guest);
        guest.flush();
      }
    } catch (const ConnectionError&) {
    }
    writer.close();
  }

  /// Among the guests until the end of the scope.
  struct Presence {
    Presence(FakeRedis& owner, Guest& who) : server(owner), guest(who) {
      server.guests_.insert(&guest);
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() { server.guests_.erase(&guest); }
    FakeRedis& server;
    Guest& guest;
  };

  void answer_all(resp::RequestParser& parser, StreamReader& reader, Guest& guest) {
    for (;;) {
      const resp::Request request = parser.parse(reader.buffered());
      const Words words(request.arguments.begin(), request.arguments.end());
      const bool whole = request.status == resp::RequestStatus::command;
      reader.consume(request.taken);
      if (!whole) return;
      std::string line;
      for (const std::string& each : words) line += (line.empty() ? "" : " ") + each;
      asked.push_back(line);
      if (silent_) continue;
      const std::optional<std::string> scripted = script_ ? script_(words) : std::nullopt;
      if (scripted)
        guest.out += *scripted;
      else
        answer(words, guest);
    }
  }

  void answer(const Words& words, Guest& guest) {
    const std::string& name = words.front();
    const std::string& last = words.back();
    if (name == "HELLO")
      hello(words, guest);
    else if (name == "AUTH" || name == "SELECT")
      last == "wrong" ? guest.reply.error("WRONGPASS no") : guest.reply.ok();
    else if (name == "PING")
      ping(guest);
    else if (name == "ECHO")
      guest.reply.bulk(last);
    else if (name == "SET")
      values_[words.at(1)] = last, guest.reply.ok();
    else if (name == "GET")
      values_.contains(last) ? guest.reply.bulk(values_[last]) : guest.reply.null();
    else if (name == "PUBLISH")
      guest.reply.integer(publish(words.at(1), last));
    else if (name.ends_with("SUBSCRIBE"))
      subscribe(name, last, guest);
    else
      guest.reply.error("ERR unknown command '" + name + "'");
  }

  void hello(const Words& words, Guest& guest) {
    if (old_) return guest.reply.error("ERR unknown command `HELLO`");
    if (!password_.empty() && words.back() != password_)
      return guest.reply.error(words.size() == 2 ? "NOAUTH HELLO must be called with AUTH"
                                                 : "WRONGPASS invalid username-password pair");
    guest.reply.set_version(resp::Version::resp3);
    guest.reply.map(1);
    guest.reply.bulk("server");
    guest.reply.bulk("redis");
  }

  static void ping(Guest& guest) {
    const bool plain = guest.reply.version() == resp::Version::resp3 ||
                       guest.channels.size() + guest.patterns.size() == 0;
    if (plain) return guest.reply.simple("PONG");
    guest.reply.array(2);
    guest.reply.bulk("pong");
    guest.reply.bulk("");
  }

  static void subscribe(const std::string& name, const std::string& topic, Guest& guest) {
    std::set<std::string>& topics = name[0] == 'P' ? guest.patterns : guest.channels;
    if (name.find("UN") == name.npos)
      topics.insert(topic);
    else
      topics.erase(topic);
    guest.reply.push(3);
    std::string lower = name;
    for (char& letter : lower) letter = static_cast<char>(letter - 'A' + 'a');
    guest.reply.bulk(lower);
    guest.reply.bulk(topic);
    guest.reply.integer(static_cast<std::int64_t>(guest.channels.size() + guest.patterns.size()));
  }

  Address address_;
  std::optional<Server> server_;
  std::set<Guest*> guests_;
  std::map<std::string, std::string> values_;
  Event reads_;
  Script script_;
  std::string password_;
  bool silent_ = false;
  bool old_ = false;
};

}  // namespace kit::test
