#include "tools/course/lesson.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <regex>

namespace kit::course {
namespace {

/// Where the answers are.
constexpr std::string_view library_folders[] = {"loop", "streams", "servers"};

/// "01-one-client" has the number 1; 0 for what is no lesson.
int number_in(const std::string& folder) {
  int number = 0;
  const bool looks_right = folder.size() > 3 && folder[2] == '-';
  if (looks_right) std::from_chars(folder.data(), folder.data() + 2, number);
  return number;
}

std::string padded(int number) {
  const std::string text = std::to_string(number);
  return text.size() < 2 ? "0" + text : text;
}

void read_front_page(const fs::path& root, Lesson& lesson) {
  const fs::path readme = lesson.folder / "README.md";
  const std::string text = read_file(root / readme);
  static const std::regex heading(R"(^# (\d+)\. ([^\n]+))");
  static const std::regex time(R"((\d+) minutes)");
  std::smatch match;
  if (!std::regex_search(text, match, heading) || std::stoi(match[1]) != lesson.number)
    throw CourseError(readme.string() + ": should begin with '# " + std::to_string(lesson.number) +
                      ". TITLE'");
  lesson.title = match[2];
  if (!std::regex_search(text, match, time))
    throw CourseError(readme.string() + ": should say how many minutes it takes");
  lesson.minutes = std::stoi(match[1]);
}

/// By lesson, all files that have regions of it.
std::map<int, std::vector<TaughtFile>> find_taught_files(const fs::path& root) {
  std::map<int, std::vector<TaughtFile>> taught;
  for (const std::string_view folder : library_folders) {
    for (const fs::path& path : files_below(root / folder, root)) {
      const std::string extension = path.extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      for (Region& region : find_regions(read_file(root / path), path.string())) {
        std::vector<TaughtFile>& files = taught[region.id.lesson];
        if (files.empty() || files.back().path != path) files.push_back(TaughtFile{path, {}});
        files.back().regions.push_back(std::move(region));
      }
    }
  }
  return taught;
}

void check_numbers(const Lesson& lesson) {
  const std::vector<Region> exercises = lesson.exercises();
  if (exercises.empty())
    throw CourseError(lesson.folder.string() + ": the library has no region of this lesson");
  for (std::size_t i = 0; i < exercises.size(); ++i)
    if (exercises[i].id.number != static_cast<int>(i) + 1)
      throw CourseError(lesson.folder.string() + ": its exercises should be numbered 1, 2, 3; " +
                        exercises[i].id.str() + " is out of turn");
}

}  // namespace

std::string Lesson::id() const { return padded(number); }

std::vector<Region> Lesson::exercises() const {
  std::vector<Region> all;
  for (const TaughtFile& file : files)
    all.insert(all.end(), file.regions.begin(), file.regions.end());
  std::sort(all.begin(), all.end(), [](const Region& a, const Region& b) { return a.id < b.id; });
  return all;
}

std::vector<Lesson> find_lessons(const fs::path& root) {
  std::map<int, std::vector<TaughtFile>> taught = find_taught_files(root);
  std::vector<Lesson> lessons;
  for (const fs::directory_entry& entry : fs::directory_iterator(root / "lessons")) {
    Lesson lesson;
    lesson.number = number_in(entry.path().filename().string());
    if (lesson.number == 0 || !entry.is_directory()) continue;
    lesson.folder = entry.path().lexically_relative(root);
    lesson.files = std::move(taught[lesson.number]);
    read_front_page(root, lesson);
    check_numbers(lesson);
    lessons.push_back(std::move(lesson));
  }
  std::sort(lessons.begin(), lessons.end(),
            [](const Lesson& a, const Lesson& b) { return a.number < b.number; });
  return lessons;
}

const Lesson& find_lesson(const std::vector<Lesson>& lessons, const std::string& number) {
  int wanted = 0;
  const char* const end = number.data() + number.size();
  const auto result = std::from_chars(number.data(), end, wanted);
  for (const Lesson& lesson : lessons)
    if (result.ptr == end && lesson.number == wanted) return lesson;
  std::string known;
  for (const Lesson& lesson : lessons) known += (known.empty() ? "" : ", ") + lesson.id();
  throw CourseError("there is no lesson '" + number + "'; there are: " + known);
}

std::vector<std::string> hints_for(const fs::path& root, const Lesson& lesson, ExerciseId id) {
  const fs::path file = lesson.folder / "hints.md";
  const std::string text = read_file(root / file);
  std::vector<std::string> tiers;
  bool here = false;
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with("## ")) {
      here = trimmed(line.substr(3)) == id.str();
      continue;
    }
    if (!here) continue;
    const std::string next = std::to_string(tiers.size() + 1) + ". ";
    if (line.starts_with(next)) {
      tiers.emplace_back(line.substr(next.size()));
    } else if (!tiers.empty()) {
      // What belongs to a tier is indented below its number.
      const std::size_t indent = std::min(line.find_first_not_of(' '), next.size());
      tiers.back().append("\n").append(line.substr(std::min(indent, line.size())));
    }
  }
  for (std::string& tier : tiers) tier = trimmed(tier);
  if (tiers.size() != 3)
    throw CourseError(file.string() + ": exercise " + id.str() +
                      " should have three hints, it has " + std::to_string(tiers.size()));
  return tiers;
}

}  // namespace kit::course
