#include "tests/redis/table.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "tests/redis/reply.hpp"

namespace kit::test {
namespace {

// Sent after the bytes of a %stays line: when its echo comes, all before it has come.
constexpr std::string_view marker = "that was all";

/// Takes the first word off `text`.
std::string take_word(std::string& text) {
  const std::size_t end = text.find(' ');
  std::string word = text.substr(0, end);
  text.erase(0, end == text.npos ? text.size() : end + 1);
  return word;
}

TableLine parse_line(int number, const std::string& text) {
  TableLine line;
  line.number = number;
  line.text = line.rest = text;
  for (;;) {
    std::string rest = line.rest;
    const std::string word = take_word(rest);
    if (word.starts_with('%') && line.directive.empty()) {
      line.directive = word;
    } else if (word.starts_with('@')) {
      line.connection = std::atoi(word.c_str() + 1);
    } else if (const std::optional<Likeness> likeness = likeness_named(word)) {
      line.likeness = *likeness;
    } else if (word.starts_with('~')) {
      throw std::runtime_error("what is " + word + "?");
    } else {
      return line;
    }
    line.rest = rest;
  }
}

/// Of the quoted word that begins at `start`.
std::size_t closing_quote(const std::string& text, std::size_t start) {
  for (std::size_t i = start + 1; i < text.size(); ++i) {
    if (text[i] == '"') return i;
    if (text[i] == '\\') ++i;
  }
  throw std::runtime_error("unbalanced quotes in the line " + text);
}

/// "ab"*3 is ababab.
std::string repeated(const std::string& rest) {
  std::string bytes;
  for (std::size_t at = rest.find('"'); at < rest.size(); at = rest.find('"', at)) {
    const std::size_t end = closing_quote(rest, at) + 1;
    const std::string word = words(rest.substr(at, end - at)).at(0);
    const bool many = end < rest.size() && rest[end] == '*';
    const int times = many ? std::atoi(rest.c_str() + end + 1) : 1;
    for (int i = 0; i < times; ++i) bytes += word;
    at = end;
  }
  return bytes;
}

/// The replies to a line; both empty if it has none.
Replies ask(Conversation& conversation, const TableLine& line) {
  if (line.directive.empty()) return conversation.command(line.connection, words(line.rest));
  if (line.directive == "%scan") return conversation.scan(words(line.rest));
  if (line.directive == "%gets") return conversation.next(line.connection);
  if (line.directive == "%closed") return conversation.rest(line.connection);
  if (line.directive == "%closes") return conversation.raw(repeated(line.rest), "");
  if (line.directive == "%stays") {
    const std::string bytes = repeated(line.rest) + encoded({"ECHO", std::string(marker)});
    return conversation.raw(bytes, marker);
  }
  Arguments rest = words(line.rest);
  if (line.directive == "%send") {
    conversation.send(line.connection, rest);
  } else if (line.directive == "%blocked") {
    conversation.await_text({"INFO", "clients"}, "blocked_clients:" + rest.at(0) + "\r\n");
  } else if (line.directive == "%until") {
    const std::string wanted = rest.at(0) + "\r\n";
    rest.erase(rest.begin());
    conversation.await_reply(rest, wanted);
  } else {
    throw std::runtime_error("what is " + line.directive + "?");
  }
  return {};
}

}  // namespace

std::vector<TableSection> parse_table(std::string_view text) {
  std::vector<TableSection> sections;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("== "))
      sections.push_back({.name = line.substr(3), .lines = {}});
    else
      sections.at(sections.size() - 1).lines.push_back(parse_line(number, line));
  }
  return sections;
}

std::vector<TableSection> read_table(const std::string& name) {
  const std::string path = KIT_SOURCES "/tests/redis/tables/" + name + ".txt";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("no table " + path);
  return parse_table(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::vector<std::string> differences(const TableSection& section, const Side& redis,
                                     const Side& ours, int protocol) {
  std::vector<std::string> found;
  Conversation conversation(redis, ours, protocol);
  conversation.await_solitude();
  for (const TableLine& line : section.lines) {
    const std::string place = "line " + std::to_string(line.number) + ": " + line.text;
    Replies replies;
    try {
      replies = ask(conversation, line);
    } catch (const std::exception& error) {  // what would follow has no sense without it
      found.push_back(place + "\n  " + error.what());
      break;
    }
    if (alike(line.likeness, replies.redis, replies.ours)) continue;
    found.push_back(place + "\n  redis: " + shown(replies.redis) +
                    "\n  ours:  " + shown(replies.ours));
  }
  return found;
}

}  // namespace kit::test
