#include "servers/chat/bus_message.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "servers/chat/text.hpp"

namespace kit {
namespace {

constexpr std::string_view version = "chat/1";
constexpr std::size_t longest_origin = 40;
constexpr std::array<std::pair<BusEvent, std::string_view>, 5> words = {{
    {BusEvent::said, "said"},
    {BusEvent::joined, "joined"},
    {BusEvent::left, "left"},
    {BusEvent::renamed, "renamed"},
    {BusEvent::closed, "closed"},
}};

std::string_view word_of(BusEvent event) {
  for (const auto& [each, word] : words)
    if (each == event) return word;
  return {};
}

/// Takes the next word, and the one space behind it, off the front.
std::string_view take_word(std::string_view& line) {
  const std::size_t end = line.find(' ');
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end == line.npos ? line.size() : end + 1);
  return word;
}

bool is_origin(std::string_view text) {
  return !text.empty() && text.size() <= longest_origin &&
         text.find_first_not_of("0123456789abcdef.") == text.npos;
}

bool is_guest(std::string_view name) {
  return fault_of_name(name).empty() && name.find('@') == name.npos;
}

bool is_sound(const BusMessage& message) {
  if (!is_origin(message.origin) || !fault_of_room(message.room).empty()) return false;
  switch (message.event) {
    case BusEvent::said:
      return is_guest(message.name) && message.text.size() <= longest_said && is_text(message.text);
    case BusEvent::renamed:
      return is_guest(message.name) && is_guest(message.text);
    case BusEvent::joined:
    case BusEvent::left:
      return is_guest(message.name) && message.text.empty();
    case BusEvent::closed:
      return message.name.empty() && message.text.empty();
  }
  return false;
}

}  // namespace

std::string encode(const BusMessage& message) {
  std::string line(version);
  line += " " + message.origin + " " + std::to_string(message.sequence) + " ";
  line += word_of(message.event);
  line += " " + message.room;
  if (message.event == BusEvent::closed) return line;
  line += " " + message.name;
  if (message.event == BusEvent::said || message.event == BusEvent::renamed)
    line += " " + message.text;
  return line;
}

std::optional<BusMessage> parse_bus_message(std::string_view line) {
  if (take_word(line) != version) return std::nullopt;
  BusMessage message;
  message.origin = take_word(line);
  const std::string_view number = take_word(line);
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, message.sequence);
  if (error != std::errc() || stop != end) return std::nullopt;
  const std::string_view word = take_word(line);
  bool known = false;
  for (const auto& [event, its_word] : words) {
    if (its_word != word) continue;
    message.event = event;
    known = true;
  }
  message.room = take_word(line);
  message.name = take_word(line);
  message.text = line;
  if (!known || !is_sound(message)) return std::nullopt;
  return message;
}

std::string shown(const BusMessage& message) {
  const std::string who = message.name + "@" + message.room;
  switch (message.event) {
    case BusEvent::said:
      return who + ": " + message.text + "\r\n";
    case BusEvent::joined:
      return "*** " + who + " joined the chat ***\r\n";
    case BusEvent::left:
      return "*** " + who + " left the chat ***\r\n";
    case BusEvent::renamed:
      return "*** " + who + " is now " + message.text + "@" + message.room + " ***\r\n";
    case BusEvent::closed:
      break;
  }
  return "*** The room " + message.room + " has closed ***\r\n";
}

std::string fault_of_room(std::string_view room) {
  if (room.empty()) return "a room has a name";
  if (room.find('@') != room.npos) return "the name of a room has no @";
  std::string fault = fault_of_name(room);
  return fault.empty() ? fault : "for a room as for a person: " + fault;
}

}  // namespace kit
