#include "loop/sim/failure.hpp"

#include <cstdio>

namespace kit::sim {
namespace {

constexpr std::size_t longest_shown = 400;  // in bytes

std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char letter : bytes) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '\n') {
      text += "\\n";
    } else if (letter == '\r') {
      text += "\\r";
    } else if (letter == '"' || letter == '\\') {
      text += std::string("\\") + letter;
    } else if (code >= 0x20 && code < 0x7f) {
      text += letter;
    } else {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", code);
      text += hex;
    }
  }
  return text;
}

}  // namespace

std::string quoted(std::string_view bytes) {
  if (bytes.size() <= longest_shown) return "\"" + escaped(bytes) + "\"";
  const std::size_t half = longest_shown / 2;
  return "\"" + escaped(bytes.substr(0, half)) + "\" ... \"" +
         escaped(bytes.substr(bytes.size() - half)) + "\" (" + std::to_string(bytes.size()) +
         " bytes)";
}

std::string to_text(TimePoint moment) {
  char text[40];
  const std::chrono::duration<double> seconds = moment.time_since_epoch();
  std::snprintf(text, sizeof text, "%.6f s", seconds.count());
  return text;
}

}  // namespace kit::sim
