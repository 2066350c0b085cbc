#include "tools/course/readme.hpp"

#include "tools/course/regions.hpp"

namespace kit::course {
namespace {

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

}  // namespace

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

void refuse(const fs::path& readme, std::size_t line, const std::string& what) {
  throw CourseError(readme.string() + ":" + std::to_string(line) + ": " + what);
}

void check_quotes(const fs::path& root, const fs::path& readme) {
  const std::string text = read_file(root / readme);
  for (const Block& block : blocks_of(text)) {
    if (block.lines.empty() || !block.lines.front().starts_with("// ")) continue;
    const fs::path file = std::string(block.lines.front().substr(3));
    const bool names_a_file = file.has_parent_path() && file.has_extension() &&
                              file.string().find(' ') == std::string::npos;
    if (!names_a_file) continue;  // an ordinary comment
    if (!fs::exists(root / file))
      refuse(readme, block.first_line, "there is no file " + file.string());
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

}  // namespace kit::course
