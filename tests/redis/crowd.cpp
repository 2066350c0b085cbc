#include "tests/redis/crowd.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/redis/reply.hpp"
#include "tests/support/process.hpp"

namespace kit::test {
namespace {

/// With a word too many it is an error, and the transaction goes on.
bool ends_transaction(const Arguments& command) {
  const std::string name = upper(command.front());
  return command.size() == 1 && (name == "EXEC" || name == "DISCARD" || name == "RESET");
}

/// The value of a field in a line of CLIENT LIST.
std::string field(const std::string& line, const std::string& name) {
  const std::size_t at = line.find(" " + name + "=");
  if (at == line.npos) return "";
  const std::size_t from = at + name.size() + 2;
  return line.substr(from, line.find(' ', from) - from);
}

bool has(const std::string& text, char letter) { return text.find(letter) != text.npos; }

}  // namespace

std::string upper(std::string name) {
  for (char& each : name) each = static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
  return name;
}

Crowd::Crowd(std::uint16_t port, std::size_t size) : observer_(port) {
  observer_.command("FLUSHALL");
  observer_.command("CONFIG SET notify-keyspace-events KEg$lshzdt");
  for (std::size_t i = 0; i < size; ++i) {
    Member member{.connection = RespClient(port), .id = {}};
    const std::string id = member.connection.command("CLIENT ID");
    member.id = id.substr(1, id.size() - 3);
    if (i % 2 == 1) member.connection.command("HELLO 3");
    clients_.push_back(std::move(member));
  }
}

std::string Crowd::run(const CrowdStep& step) {
  Member& asked = clients_[step.client];
  if (asked.waits) return "";
  std::vector<bool> waited;
  for (const Member& each : clients_) waited.push_back(each.waits);
  std::string text = ask(asked, step);
  text += observe();
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    Member& each = clients_[i];
    if (&each == &asked || each.waits) continue;
    const std::string who = "\n  " + std::to_string(i) + " gets ";
    if (waited[i]) {
      text += who + shown(answers(each));
    } else if (each.listens && !each.queues) {
      ping(each);
      text += who + shown(answers(each));
    }
  }
  return text;
}

/// Sends it, and a PING behind it wherever that is no part of a transaction.
std::string Crowd::ask(Member& member, const CrowdStep& step) {
  const std::string name = upper(step.command.front());
  member.connection.send(with_ids(step.command));
  if (name == "MULTI" || (member.queues && !ends_transaction(step.command)))
    return shown(answer_in_transaction(member));
  ping(member);
  if (!step.returns && name.starts_with('B') && !has_stopped(member)) return "waits";
  return shown(answers(member));
}

/// Until it has a reply (false: it waits instead).
bool Crowd::has_stopped(Member& member) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience);
  while (!member.connection.has_reply()) {
    observe();
    if (member.waits) return false;
    if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("neither waits nor has");
    std::this_thread::yield();
  }
  return true;
}

/// One reply, "+QUEUED" or an error; and all that was published before.
std::string Crowd::answer_in_transaction(Member& member) {
  std::string text;
  for (;;) {
    const std::string reply = member.connection.reply();
    text += reply;
    if (reply.empty() || reply.front() == '+' || reply.front() == '-') return text;
  }
}

void Crowd::ping(Member& member) {
  member.marker = "marker " + std::to_string(++pings_);
  member.connection.send(Arguments{"PING", member.marker});
}

std::string Crowd::answers(Member& member) {
  static const std::regex number("(\\$2\r\nid\r\n:)[0-9]+");  // in the answer to HELLO
  static const std::regex last("marker [0-9]+");
  std::string text = member.connection.read_through(member.marker + "\r\n");
  text = std::regex_replace(text, last, "marker");
  return std::regex_replace(text, number, "$1");
}

Arguments Crowd::with_ids(const Arguments& command) const {
  Arguments words = command;
  for (std::string& each : words)
    if (each.starts_with("id:")) each = clients_.at(std::stoul(each.substr(3))).id;
  return words;
}

std::string Crowd::observe() {
  observer_.send(encoded({"CLIENT", "LIST"}) + encoded({"INFO", "clients"}));
  const std::string list = observer_.reply();
  const std::string info = observer_.reply();
  std::string text = "\n  " + info.substr(info.find("blocked_clients"), 18);
  for (Member& each : clients_) {
    const std::size_t at = list.find("id=" + each.id + " ");
    if (at == list.npos) throw std::runtime_error("a client is gone");
    const std::string line = list.substr(at, list.find('\n', at) - at);
    const std::string flags = field(line, "flags");
    each.waits = has(flags, 'b');
    each.queues = has(flags, 'x');
    each.listens = has(flags, 'P');
    text += "; " + flags;
    for (const char* const name : {"db", "sub", "psub", "multi", "resp"})
      text += " " + field(line, name);
  }
  return text;
}

}  // namespace kit::test
