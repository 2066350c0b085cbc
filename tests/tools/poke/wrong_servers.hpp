// Servers that are wrong, each in one way.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "loop/tasks/sleep.hpp"
#include "streams/reader.hpp"
#include "streams/writer.hpp"

namespace kit::poke {

/// Echoes lines, and hands each with its number to `tamper` before.
template <class Tamper>
Task<void> tampered(StreamReader reader, StreamWriter writer, Tamper tamper) {
  for (int number = 0;; ++number) {
    const std::string line = co_await reader.readline();
    if (line.empty()) break;
    writer.write(tamper(number, line));
  }
  writer.close();
}

inline Task<void> right(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer),
                  [](int, const std::string& line) { return line; });
}
inline Task<void> flips_a_byte(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, std::string line) {
    if (number == 2) line[line.size() / 2] = '~';
    return line;
  });
}
inline Task<void> doubles_the_second(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, const std::string& line) {
    return number == 1 ? line + line : line;
  });
}
inline Task<void> doubles_the_last(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, const std::string& line) {
    return number == 3 ? line + line : line;
  });
}
inline Task<void> forgets_the_second(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer), [](int number, const std::string& line) {
    return number == 1 ? std::string() : line;
  });
}
inline Task<void> says_something_else(StreamReader reader, StreamWriter writer) {
  return tampered(std::move(reader), std::move(writer),
                  [](int, const std::string&) { return std::string("what?\n"); });
}

inline Task<void> closes_after_two(StreamReader reader, StreamWriter writer) {
  for (int i = 0; i < 2; ++i) {
    const std::string line = co_await reader.readline();
    writer.write(line);
  }
  writer.close();
}
inline Task<void> resets_after_two(StreamReader reader, StreamWriter writer) {
  for (int i = 0; i < 2; ++i) {
    const std::string line = co_await reader.readline();
    writer.write(line);
  }
  (void)co_await reader.readline();
  writer.abort();
}
inline Task<void> never_answers(StreamReader reader, StreamWriter writer) {
  (void)co_await reader.read();
  writer.close();
}
inline Task<void> never_finishes(StreamReader reader, StreamWriter writer) {
  for (;;) {
    const std::string line = co_await reader.readline();
    if (line.empty()) break;
    writer.write(line);
  }
  co_await sleep(std::chrono::hours(1));
  writer.close();
}
inline Task<void> never_listens(StreamReader, StreamWriter writer) {
  co_await sleep(std::chrono::hours(1));
  writer.close();
}
inline Task<void> drops_the_rest_at_fin(StreamReader reader, StreamWriter writer) {
  const std::string all = co_await reader.read();
  writer.write(all.substr(0, all.find('\n') + 1));
  writer.close();
}
inline Task<void> swallows(StreamReader reader, StreamWriter writer) {
  for (;;) {
    const bool more = co_await reader.fill();
    if (!more) break;
    reader.consume(reader.buffered().size());
  }
  writer.close();
}
inline Task<void> cuts_who_floods(StreamReader reader, StreamWriter writer) {
  (void)co_await reader.readexactly(1'000'000);
  writer.abort();
}

}  // namespace kit::poke
