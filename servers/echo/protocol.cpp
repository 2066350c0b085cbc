#include "servers/echo/protocol.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "servers/common/lines.hpp"

namespace kit {
namespace {

/// "2026-11-20T19:17:56.823706", local time.
std::string iso_time() {
  const auto now = std::chrono::system_clock::now();
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &local);
  std::snprintf(text + length, sizeof text - length, ".%06d",
                static_cast<int>(since.count() % 1'000'000));
  return text;
}

}  // namespace

std::string echo_of(std::string_view line) {
  return "Echo: " + std::string(trimmed(line)) + "\r\n";
}

std::string protocol_answer(std::string_view line) {
  std::string command(trimmed(line));
  std::transform(command.begin(), command.end(), command.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  if (command == "TIME") return "Server time: " + iso_time() + "\r\n";
  if (command == "HELP") return "Commands: TIME, QUIT, HELP\r\n";
  if (command == "QUIT") return std::string(echo_goodbye);
  return echo_of(line);
}

std::string too_long_answer(std::size_t limit) {
  return "Error: line too long, at most " + std::to_string(limit) + " bytes\r\n";
}

}  // namespace kit
