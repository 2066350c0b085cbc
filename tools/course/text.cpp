#include "tools/course/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

namespace kit::course {

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw CourseError("cannot read " + path.string() + ": " + std::strerror(errno));
  return std::string(std::istreambuf_iterator<char>(in), {});
}

bool write_file(const fs::path& path, std::string_view text) {
  if (fs::exists(path) && read_file(path) == text) return false;
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw CourseError("cannot write " + path.string() + ": " + std::strerror(errno));
  return true;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(white);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

std::string wrapped(std::string_view text, std::string_view first) {
  constexpr std::size_t columns = 80;
  std::string result;
  std::string line(first);
  bool has_word = false;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word; has_word = true) {
    if (has_word && line.size() + 1 + word.size() > columns) {
      result += line + "\n";
      line.assign(first.size(), ' ');
      has_word = false;
    }
    line.append(has_word ? " " : "").append(word);
  }
  return result + line + "\n";
}

std::vector<fs::path> files_below(const fs::path& folder, const fs::path& base) {
  std::vector<fs::path> files;
  if (!fs::exists(folder)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(base));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace kit::course
