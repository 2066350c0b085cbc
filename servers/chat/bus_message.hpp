// What chat servers say to each other: one line for each thing that happens.
//
//   chat/1 4f1d0c8e9a7b2c33.0 17 said kitchen Bob hello all
//   chat/1 4f1d0c8e9a7b2c33.0 18 joined kitchen Eve
//   chat/1 4f1d0c8e9a7b2c33.0 19 renamed kitchen Eve Eva
//   chat/1 4f1d0c8e9a7b2c33.0 20 left kitchen Eva
//   chat/1 4f1d0c8e9a7b2c33.0 21 closed kitchen
//
// The version; who says it (a program and, in it, a loop), which no other has; its number among all
// that this one says; what happened; in which room; to whom; and the rest of the line. A reader of
// version 1 takes no other for granted: what it does not understand, it drops.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kit {

enum class BusEvent : std::uint8_t { said, joined, left, renamed, closed };

struct BusMessage {
  std::string origin;  // hexadecimal digits, a point, the number of the loop
  std::uint64_t sequence = 0;
  BusEvent event = BusEvent::said;
  std::string room;
  std::string name;  // empty for a room that closed
  std::string text;  // what was said, or the new name

  friend bool operator==(const BusMessage&, const BusMessage&) = default;
};

/// In bytes: no line of a chat client is longer.
inline constexpr std::size_t longest_said = 65536;

std::string encode(const BusMessage& message);

/// None for what is no such line, or is not fit to be shown to people: anybody can publish.
std::optional<BusMessage> parse_bus_message(std::string_view line);

/// What people read of it, with a line end: "Bob@kitchen: hello all".
std::string shown(const BusMessage& message);

/// Why this cannot be the name of a room; empty when it can.
std::string fault_of_room(std::string_view room);

}  // namespace kit
