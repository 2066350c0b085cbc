#include "tools/course/readme.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "tests/e2e/client.hpp"
#include "tests/support/process.hpp"
#include "tools/course/regions.hpp"

namespace kit::course {
namespace {

/// A fenced block: ```LANGUAGE ... ```
struct Block {
  std::string language;
  std::size_t first_line = 0;  // of its text, counted from 1
  std::vector<std::string_view> lines;
};

std::vector<Block> blocks_of(std::string_view text) {
  std::vector<Block> blocks;
  bool open = false;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("```")) {
      open = !open;
      if (open) blocks.push_back(Block{std::string(trimmed(lines[i].substr(3))), i + 2, {}});
    } else if (open) {
      blocks.back().lines.push_back(lines[i]);
    }
  }
  return blocks;
}

[[noreturn]] void refuse(const fs::path& readme, std::size_t line, const std::string& what) {
  throw CourseError(readme.string() + ":" + std::to_string(line) + ": " + what);
}

/// Pieces of the block between "..." lines.
std::vector<std::string> pieces_of(const Block& block) {
  std::vector<std::string> pieces(1);
  for (std::size_t i = 1; i < block.lines.size(); ++i) {
    if (trimmed(block.lines[i]) == "...")
      pieces.emplace_back();
    else
      pieces.back().append(block.lines[i]).append("\n");
  }
  return pieces;
}

// ---- Sessions -----------------------------------------------------------------------------------

struct Line {
  std::string terminal;  // "" or "2"
  bool typed = false;
  std::string text;
};

std::optional<Line> parse_line(std::string_view text) {
  Line line;
  if (text.starts_with("2")) {
    line.terminal = "2";
    text.remove_prefix(1);
  }
  if (!text.starts_with("> ") && !text.starts_with("< ") && text != ">" && text != "<")
    return std::nullopt;
  line.typed = text.front() == '>';
  line.text = text.substr(std::min<std::size_t>(2, text.size()));
  return line;
}

/// \r, \t, \\ and \xff as in C++.
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char what = text[++i];
    if (what == 'x' && i + 2 < text.size()) {
      result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      result += what == 'r' ? '\r' : what == 't' ? '\t' : what;
    }
  }
  return result;
}

std::uint16_t port_in(const std::string& line) {
  const std::size_t colon = line.rfind(':');
  const int port = colon == line.npos ? 0 : std::atoi(line.c_str() + colon + 1);
  return static_cast<std::uint16_t>(port);
}

/// The terminals of one session.
class Stage {
 public:
  explicit Stage(std::uint16_t port) : port_(port) {}

  /// Throws CourseError when the line is not true.
  void play(const Line& line) {
    test::Client& client = terminals_.try_emplace(line.terminal, port_).first->second;
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
    if (came != expected)
      throw CourseError("expected '" + expected + "', but this came: '" + came + "'");
  }

  std::uint16_t port_;
  std::map<std::string, test::Client> terminals_;
};

void replay(const fs::path& readme, const Block& block, const fs::path& program) {
  test::Process server({program.string(), "--port", "0"});
  Stage stage(port_in(server.out_line().value_or("")));
  for (std::size_t i = 0; i < block.lines.size(); ++i) {
    const std::size_t number = block.first_line + i;
    const std::optional<Line> line = parse_line(block.lines[i]);
    if (!line) refuse(readme, number, "a session's lines begin with '> ', '< ', '2> ' or '2< '");
    try {
      stage.play(*line);
    } catch (const std::exception& error) {
      refuse(readme, number, error.what());
    }
  }
}

}  // namespace

void check_quotes(const fs::path& root, const fs::path& readme) {
  const std::string text = read_file(root / readme);
  for (const Block& block : blocks_of(text)) {
    if (block.lines.empty() || !block.lines.front().starts_with("// ")) continue;
    const fs::path file = std::string(block.lines.front().substr(3));
    if (!fs::is_regular_file(root / file)) continue;  // an ordinary comment
    const std::string library = without_markers(read_file(root / file));
    std::size_t from = 0;
    for (const std::string& piece : pieces_of(block)) {
      const std::size_t found = library.find(piece, from);
      if (found == std::string::npos)
        refuse(readme, block.first_line, "this does not stand in " + file.string() + ":\n" + piece);
      from = found + piece.size();
    }
  }
}

void replay_sessions(const fs::path& root, const fs::path& readme, const fs::path& server) {
  const std::string text = read_file(root / readme);
  int sessions = 0;
  for (const Block& block : blocks_of(text)) {
    if (block.language != "nc") continue;
    replay(readme, block, server);
    ++sessions;
  }
  if (sessions == 0) throw CourseError(readme.string() + " has no session with nc");
}

}  // namespace kit::course
