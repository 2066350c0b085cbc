#include "tools/course/session.hpp"

#include <signal.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <sstream>
#include <utility>

#include "lessons/support/bytes.hpp"
#include "tests/support/client.hpp"
#include "tests/support/process.hpp"
#include "tools/course/readme.hpp"

namespace kit::course {
namespace {

struct Line {
  std::string who;     // the terminal's number, "" for the first; or "server"
  bool typed = false;  // or it came back
  std::string text;
};

std::optional<Line> parse_line(std::string_view view) {
  static const std::regex pattern(R"(^([2-9]|server)?([<>])( (.*))?$)");
  const std::string text(view);
  std::smatch match;
  if (!std::regex_match(text, match, pattern)) return std::nullopt;
  Line line{match[1], match[2] == ">", match[4]};
  if (line.who == "server" && line.typed) return std::nullopt;
  return line;
}

/// \r, \t, \\ and \xff as in C++; "(3 times x)" is xxx.
std::string unescaped(const std::string& text) {
  static const std::regex repeated(R"(^\((\d{1,8}) times (.+)\)$)");
  std::smatch match;
  if (std::regex_match(text, match, repeated)) {
    std::string all;
    for (int i = std::stoi(match[1]); i > 0; --i) all += match[2];
    return all;
  }
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    const char what = i + 1 < text.size() ? text[++i] : '\0';
    const std::string digits = text.substr(std::min(i + 1, text.size()), 2);
    if (what == 'r' || what == 't' || what == '\\') {
      result += what == 'r' ? '\r' : what == 't' ? '\t' : '\\';
    } else if (what == 'x' && std::regex_match(digits, std::regex("[0-9a-fA-F]{2}"))) {
      result += static_cast<char>(std::stoi(digits, nullptr, 16));
      i += 2;
    } else {
      throw CourseError("an escape is one of \\r, \\t, \\xff and \\\\");
    }
  }
  return result;
}

/// The server of one session, and its terminals.
class Play {
 public:
  explicit Play(const std::vector<std::string>& command)
      : server_(command), port_(test::port_in(server_.out_line().value_or(""))) {
    if (port_ != 0) return;
    server_.signal(SIGTERM);  // it may be there, and silent
    throw CourseError("the server did not say where it listens; it said:\n" + server_.err_rest());
  }

  /// Throws CourseError when the line is not true.
  void play(const Line& line) {
    if (line.who == "server") return expect_printed(line.text);
    test::Client& client = terminals_.try_emplace(line.who, port_).first->second;
    if (line.typed && line.text == "(Ctrl-D)")
      client.finish();
    else if (line.typed)
      client.send(unescaped(line.text) + "\n");
    else if (line.text == "(end)")
      expect(client.rest(), "");
    else if (line.text == "(nothing)")
      expect(client.peek(), "");
    else
      expect(client.line(), unescaped(line.text) + "\n");
  }

 private:
  static void expect(const std::string& came, const std::string& expected) {
    if (came != expected) throw CourseError("this is not true:\n" + difference(expected, came));
  }

  void expect_printed(std::string expected) {
    std::string came = server_.out_line().value_or("(end)");
    if (expected.ends_with("...")) {
      expected.resize(expected.size() - 3);
      came.resize(std::min(came.size(), expected.size()));
    }
    expect(came, expected);
  }

  test::Process server_;
  std::uint16_t port_;
  std::map<std::string, test::Client> terminals_;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

void replay(const fs::path& readme, const Block& block, const std::vector<std::string>& command) {
  std::size_t number = block.first_line - 1;
  try {
    Play play(command);
    for (const std::string_view text : block.lines) {
      ++number;
      const std::optional<Line> line = parse_line(text);
      if (!line) throw CourseError("a session's lines begin with '> ', '< ', '2> ' and the like");
      play.play(*line);
    }
  } catch (const std::exception& error) {
    refuse(readme, number, error.what());
  }
}

}  // namespace

void replay_sessions(const fs::path& root, const fs::path& readme, const fs::path& program,
                     Server server) {
  const std::string text = read_file(root / readme);
  int sessions = 0;
  for (const Block& block : blocks_of(text)) {
    std::vector<std::string> words = words_of(block.language);
    if (words.empty() || words.front() != "nc") continue;
    const bool museum = words.size() > 1 && words[1] == "museum";
    if (museum != (server == Server::museum)) continue;
    std::vector<std::string> command{program.string(), "--port", "0"};
    command.insert(command.end(), words.begin() + (museum ? 2 : 1), words.end());
    replay(readme, block, command);
    ++sessions;
  }
  if (sessions == 0) throw CourseError(readme.string() + " has no such session with nc");
}

}  // namespace kit::course
