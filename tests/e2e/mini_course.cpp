#include "tests/e2e/mini_course.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/support/folder.hpp"

namespace kit::test {
namespace fs = std::filesystem;
namespace {

/// One for the whole program: the course, and what was built of it.
const Folder& workplace() {
  static const Folder folder;
  return folder;
}

const std::string& kit_program() {
  static const std::string program = KIT_TOOL;
  return program;
}

}  // namespace

MiniCourse::MiniCourse() : root_(workplace() / "course") {
  fs::remove_all(root_);
  for (const auto& [path, text] : mini_course_files()) put(path, text);
  // What speaks with the tool is the kit's own.
  put("lessons/support/not_written_yet.hpp", "");
  fs::copy_file(KIT_SOURCES "/lessons/support/not_written_yet.hpp",
                root_ / "lessons/support/not_written_yet.hpp",
                fs::copy_options::overwrite_existing);
}

MiniCourse::Path MiniCourse::gate_build() { return workplace() / "build/course/gate"; }

std::vector<std::string> MiniCourse::command(const std::vector<std::string>& words) const {
  std::vector<std::string> all{"env", "KIT_ROOT=" + root_.string(),
                               "KIT_BUILD_DIR=" + (workplace() / "build"), kit_program()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

void MiniCourse::check_refused(const std::vector<std::string>& words,
                               const std::vector<std::string>& parts, int status) const {
  const std::map<Path, std::string> before = mine();
  const Outcome outcome = kit(words);
  CAPTURE(outcome.out);
  CAPTURE(outcome.err);
  CHECK(outcome.ending == Ending{.status = status, .signal = 0});
  CHECK(outcome.out == "");
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  for (const std::string& part : parts) {
    CAPTURE(part);
    CHECK(outcome.err.find(part) != std::string::npos);
  }
  CHECK((mine() == before));
}

std::string MiniCourse::text(const Path& path) const {
  std::ifstream in(root_ / path, std::ios::binary);
  CAPTURE(path.string());
  REQUIRE(in.is_open());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void MiniCourse::put(const Path& path, std::string_view text) const {
  const Path file = root_ / path;
  const Path hidden = file.parent_path() / ".being-written";
  fs::create_directories(file.parent_path());
  std::ofstream(hidden, std::ios::binary) << text;
  fs::rename(hidden, file);  // at once: somebody may be watching
}

void MiniCourse::replace(const Path& path, std::string_view part, std::string_view by) const {
  std::string all = text(path);
  const std::size_t at = all.find(part);
  CAPTURE(part);
  REQUIRE(at != all.npos);
  put(path, all.replace(at, part.size(), by));
}

void MiniCourse::write(const std::string& exercise, std::string_view line) const {
  replace(exercise.starts_with("1.") ? "mine/loop/numbers.cpp" : "mine/loop/greeting.cpp",
          "not_written_yet(\"" + exercise + "\");", line);
}

std::map<MiniCourse::Path, std::string> MiniCourse::mine() const {
  std::map<Path, std::string> files;
  if (!has("mine")) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root_ / "mine"))
    if (entry.is_regular_file()) {
      const Path path = entry.path().lexically_relative(root_);
      files[path] = text(path);
    }
  return files;
}

}  // namespace kit::test
