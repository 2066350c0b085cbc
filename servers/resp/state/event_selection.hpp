// EventSelection: which events of the keyspace are published, and on which channels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/state/topic.hpp"

namespace kit::resp {

/// The value of notify-keyspace-events: letters of Topic, and
///   K    publish on __keyspace@<database>__:<key>
///   E    publish on __keyevent@<database>__:<event>
///   A    all topics but n and m
///   t d  the topics of streams and of modules, which this server has none of
class EventSelection {
 public:
  /// None if a letter has no meaning. As in Redis, a zero byte ends the text.
  static std::optional<EventSelection> parse(std::string_view text) noexcept;
  /// As Redis writes it: "AKE" for "KEg$lshzxetd". It leaves out n behind an A.
  std::string str() const;

  /// True if such events are published at all.
  bool has(Topic topic) const noexcept {
    return (bits_ & bit(static_cast<char>(topic))) != 0 && (bits_ & places) != 0;
  }
  bool by_key() const noexcept { return (bits_ & bit('K')) != 0; }
  bool by_event() const noexcept { return (bits_ & bit('E')) != 0; }

 private:
  /// One for each letter. '$' would share that of 'd'.
  static constexpr std::uint64_t bit(char letter) noexcept {
    return letter == '$' ? 1 : std::uint64_t{1} << (letter & 63);
  }
  static constexpr std::uint64_t bits(std::string_view letters) noexcept {
    std::uint64_t all = 0;
    for (const char letter : letters) all |= bit(letter);
    return all;
  }
  static constexpr std::string_view in_all = "g$lshzxetd";
  static constexpr std::uint64_t places = std::uint64_t{1} << ('K' & 63) | std::uint64_t{1}
                                                                               << ('E' & 63);

  std::uint64_t bits_ = 0;
};

}  // namespace kit::resp
