#include "servers/resp/state/event_selection.hpp"

namespace kit::resp {

std::optional<EventSelection> EventSelection::parse(std::string_view text) noexcept {
  constexpr std::string_view others = "KEmn";
  EventSelection selection;
  for (const char letter : text.substr(0, text.find('\0'))) {
    if (letter == 'A')
      selection.bits_ |= bits(in_all);
    else if (in_all.find(letter) != in_all.npos || others.find(letter) != others.npos)
      selection.bits_ |= bit(letter);
    else
      return std::nullopt;
  }
  return selection;
}

std::string EventSelection::str() const {
  std::string text;
  const auto add = [&](std::string_view letters) {
    for (const char letter : letters)
      if ((bits_ & bit(letter)) != 0) text += letter;
  };
  if ((bits_ & bits(in_all)) == bits(in_all)) {
    text += 'A';
  } else {
    add("g$lshzxetdn");
  }
  add("KEm");
  return text;
}

}  // namespace kit::resp
