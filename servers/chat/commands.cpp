#include "servers/chat/commands.hpp"

#include <string>
#include <utility>

#include "servers/chat/text.hpp"
#include "servers/common/lines.hpp"

namespace kit {
namespace {

constexpr std::string_view help_text =
    "/users          who is here\r\n"
    "/nick NAME      another name for you\r\n"
    "/msg NAME TEXT  to one person alone\r\n"
    "/quit           leave\r\n"
    "/help           this\r\n"
    "All else is said to everybody.\r\n";

void refuse(Member& member, const std::string& why) { member.hear("Error: " + why + "\r\n"); }

/// The first word, and what comes after it.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
  const std::size_t end = text.find_first_of(" \t");
  if (end == text.npos) return {text, {}};
  return {text.substr(0, end), trimmed(text.substr(end))};
}

void change_name(Room& room, Member& member, std::string_view name) {
  const std::string fault = room.fault_of(name);
  if (!fault.empty()) return refuse(member, fault + ": /nick NAME");
  if (!room.rename(member, std::string(name)))
    refuse(member, "the name " + std::string(name) + " is taken");
}

void whisper(Room& room, Member& member, std::string_view words) {
  const auto [name, text] = split(words);
  if (name.empty() || text.empty()) return refuse(member, "to whom, and what? /msg NAME TEXT");
  if (!room.whisper(name, member.name() + " (to you): " + std::string(text) + "\r\n"))
    refuse(member, "nobody here is called " + std::string(name));
}

}  // namespace

bool take_line(Room& room, Member& member, std::string_view line) {
  const std::string_view text = trimmed(line);
  if (!is_text(text)) {
    refuse(member, "text in UTF-8, without control characters, can be said here");
    return true;
  }
  const auto [word, rest] = split(text);
  const std::string command = folded(word);
  if (command == "/quit" && rest.empty()) return false;
  if (command == "/users" && rest.empty())
    member.hear("Online: " + room.names() + "\r\n");
  else if (command == "/help" && rest.empty())
    member.hear(help_text);
  else if (command == "/nick")
    change_name(room, member, rest);
  else if (command == "/msg")
    whisper(room, member, rest);
  else
    room.say(member, text);
  return true;
}

}  // namespace kit
