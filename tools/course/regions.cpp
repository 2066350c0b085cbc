#include "tools/course/regions.hpp"

#include <optional>
#include <regex>

#include "tools/course/text.hpp"

namespace kit::course {
namespace {

constexpr std::string_view include = "#include \"lessons/support/not_written_yet.hpp\"\n";
// Spelt in two parts, because this file itself ships.
constexpr std::string_view task =
    "// TO"
    "DO ";

struct Marker {
  bool ends = false;
  ExerciseId id;
  std::string sentence;
  std::string indent;
};

bool is_marker(std::string_view line) {
  const std::string_view text = trimmed(line);
  return text.starts_with("// lesson ") || text.starts_with("// end lesson ");
}

std::optional<Marker> parse_marker(std::string_view line) {
  static const std::regex pattern(R"(^( *)// (end )?lesson (\d+)\.(\d+)(: (\S.*\S))?$)");
  std::match_results<std::string_view::const_iterator> match;
  if (!std::regex_match(line.begin(), line.end(), match, pattern)) return std::nullopt;
  Marker marker;
  marker.ends = match[2].matched;
  marker.id = ExerciseId{std::stoi(match[3]), std::stoi(match[4])};
  marker.indent = match[1];
  marker.sentence = match[6];
  if (marker.ends == match[5].matched) return std::nullopt;  // a sentence, and only at the start
  // A formatter that breaks a long line would cut the sentence short, and nobody would notice.
  if (!marker.ends && marker.sentence.find_last_of(".?") != marker.sentence.size() - 1)
    return std::nullopt;
  return marker;
}

[[noreturn]] void refuse(std::string_view file, std::size_t line, std::string_view what) {
  throw CourseError(std::string(file) + ":" + std::to_string(line + 1) + ": " + std::string(what));
}

}  // namespace

std::string joined(const std::vector<ExerciseId>& ids, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < ids.size(); ++i)
    text.append(i == 0                ? std::string_view()
                : i + 1 == ids.size() ? last
                                      : ", ")
        .append(ids[i].str());
  return text;
}

std::vector<Region> find_regions(std::string_view text, std::string_view file) {
  std::vector<Region> regions;
  std::optional<Region> open;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_marker(lines[i])) continue;
    const std::optional<Marker> marker = parse_marker(lines[i]);
    if (!marker)
      refuse(
          file, i,
          "should look like '// lesson 10.2: One sentence, on one line.' or '// end lesson 10.2'");
    if (marker->ends) {
      if (!open || open->id != marker->id) refuse(file, i, "ends a region that is not open");
      open->end_line = i;
      regions.push_back(*open);
      open.reset();
    } else {
      if (open) refuse(file, i, "a region inside another one");
      open = Region{marker->id, marker->sentence, marker->indent, i, 0};
    }
  }
  if (open) refuse(file, open->begin_line, "this region has no end");
  return regions;
}

std::string able_to_fail(std::string_view text) {
  const std::size_t line = text.find("\n#include");
  // A header may include nothing.
  const std::size_t first = text.starts_with("#include") || line == text.npos ? 0 : line + 1;
  const std::size_t second = text.find('\n', first) + 1;
  // A file's own header stands alone, in front of the others: so that it is complete by itself.
  const bool own_header = text.substr(first).starts_with("#include") && second != 0 &&
                          text.substr(second).starts_with("\n#include");
  return std::string(text).insert(own_header ? second + 1 : first, include);
}

std::string make_starter(std::string_view text, std::string_view file, int lesson) {
  const std::vector<Region> regions = find_regions(text, file);
  const std::vector<std::string_view> lines = lines_of(text);
  std::string starter;
  auto region = regions.begin();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    while (region != regions.end() && region->end_line < i) ++region;
    const bool inside =
        region != regions.end() && region->begin_line <= i && region->id.lesson == lesson;
    if (!inside) {
      starter.append(lines[i]).append("\n");
    } else if (i == region->begin_line) {
      const std::string& indent = region->indent;
      starter.append(indent).append(task).append(region->id.str()).append(": ");
      starter.append(region->sentence).append("\n").append(indent);
      starter.append("not_written_yet(\"").append(region->id.str()).append("\");\n");
    }
  }
  return able_to_fail(starter);
}

std::string with_body(std::string_view text, const Region& region, std::string_view body) {
  const std::vector<std::string_view> lines = lines_of(text);
  std::string result;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > region.begin_line && i < region.end_line) continue;
    if (i == region.end_line) {
      result.append(body);
      if (!body.empty() && !body.ends_with('\n')) result.append("\n");
    }
    result.append(lines[i]).append("\n");
  }
  return result;
}

std::string without_markers(std::string_view text) {
  std::string result;
  for (const std::string_view line : lines_of(text))
    if (!is_marker(line)) result.append(line).append("\n");
  return result;
}

std::string without_scaffold(std::string_view text) {
  std::string result;
  for (const std::string_view line : lines_of(text))
    if (!trimmed(line).starts_with(task) && trimmed(line) != trimmed(include))
      result.append(line).append("\n");
  return result;
}

}  // namespace kit::course
