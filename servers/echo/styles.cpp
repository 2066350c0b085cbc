#include "servers/echo/styles.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include "loop/observe/log.hpp"
#include "servers/common/idle_timer.hpp"
#include "servers/common/lines.hpp"

namespace kit {
namespace {

constexpr std::string_view welcome =
    "Welcome to Echo Server!\r\nCommands: TIME, QUIT, or any text for echo\r\n";
constexpr std::string_view timeout_farewell = "Connection timeout. Goodbye!\r\n";

/// Clients come and go, some of them without a word. That is worth a line for who asks for it.
void log_lost(const StreamWriter& writer, const ConnectionError& error) {
  log(LogLevel::debug, "lost " + writer.peername().str() + ": " + error.what());
}

std::string echo_of(std::string_view line) {
  return "Echo: " + std::string(trimmed(line)) + "\r\n";
}

std::string too_long_answer(const StreamReader& reader) {
  return "Error: line too long, at most " + std::to_string(reader.limit()) + " bytes\r\n";
}

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

std::string protocol_answer(std::string_view line) {
  std::string command(trimmed(line));
  std::transform(command.begin(), command.end(), command.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  if (command == "TIME") return "Server time: " + iso_time() + "\r\n";
  if (command == "HELP") return "Commands: TIME, QUIT, HELP\r\n";
  if (command == "QUIT") return "Goodbye!\r\n";
  return echo_of(line);
}

/// Answers lines until the client leaves or `answer` gives the last word.
template <class Answer>
Task<void> answer_lines(StreamReader& reader, StreamWriter& writer, Duration idle, Answer answer,
                        std::string_view last_word) {
  IdleTimer timer(writer.transport(), idle);
  for (;;) {
    const Line line = co_await read_line(reader);
    if (timer.expired()) {
      writer.write(timeout_farewell);
      co_return;
    }
    if (line.status == LineStatus::end) co_return;
    // The server stops, and the rest of this line was not waited for. Half a request is none.
    if (line.status == LineStatus::partial && !writer.transport().eof_received()) co_return;
    timer.touch();
    const std::string reply =
        line.status == LineStatus::too_long ? too_long_answer(reader) : answer(line.text);
    writer.write(reply);
    if (reply == last_word || line.status == LineStatus::partial) co_return;
    co_await writer.drain();
  }
}

}  // namespace

Task<void> echo_raw(StreamReader reader, StreamWriter writer, Duration idle) {
  try {
    IdleTimer timer(writer.transport(), idle);
    for (;;) {
      const bool more = co_await reader.fill();
      if (!more) break;
      timer.touch();
      writer.write(reader.buffered());
      reader.consume(reader.buffered().size());
      co_await writer.drain();
    }
    if (timer.expired()) writer.write(timeout_farewell);
  } catch (const ConnectionError& error) {
    log_lost(writer, error);
  }
  writer.close();
}

Task<void> echo_lines(StreamReader reader, StreamWriter writer, Duration idle) {
  try {
    co_await answer_lines(reader, writer, idle, echo_of, "");
  } catch (const ConnectionError& error) {
    log_lost(writer, error);
  }
  writer.close();
}

Task<void> echo_protocol(StreamReader reader, StreamWriter writer, Duration idle) {
  try {
    writer.write(welcome);
    co_await answer_lines(reader, writer, idle, protocol_answer, "Goodbye!\r\n");
  } catch (const ConnectionError& error) {
    log_lost(writer, error);
  }
  writer.close();
}

}  // namespace kit
