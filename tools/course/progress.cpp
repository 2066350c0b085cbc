#include "tools/course/progress.hpp"

#include <ctime>
#include <utility>

namespace kit::course {
namespace {

/// "2026-11-21-140509", and with a number behind it if that is taken.
fs::path free_folder(const fs::path& parent) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char name[32];
  std::strftime(name, sizeof name, "%Y-%m-%d-%H%M%S", &local);
  fs::path folder = parent / name;
  for (int i = 2; fs::exists(folder); ++i)
    folder = parent / (std::string(name) + "-" + std::to_string(i));
  return folder;
}

void move_file(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::rename(from, to);
}

}  // namespace

Progress::Progress(fs::path root, fs::path mine)
    : root_(std::move(root)), mine_(std::move(mine)), books_(mine_ / ".kit") {}

Stage Progress::stage(const Lesson& lesson) const {
  if (fs::exists(books_ / "passed" / lesson.id())) return Stage::passed;
  for (const TaughtFile& file : lesson.files)
    if (fs::exists(mine_ / file.path)) return Stage::started;
  return Stage::untouched;
}

void Progress::set_passed(const Lesson& lesson) const {
  write_file(books_ / "passed" / lesson.id(), "passed\n");
}

std::string Progress::starter(const Lesson& lesson, const fs::path& file) const {
  return make_starter(read_file(root_ / file), file.string(), lesson.number);
}

std::vector<fs::path> Progress::start(const Lesson& lesson) const {
  std::vector<fs::path> written;
  for (const TaughtFile& file : lesson.files) {
    if (fs::exists(mine_ / file.path)) continue;
    const std::string text = starter(lesson, file.path);
    write_file(mine_ / file.path, text);
    write_file(base(file.path), text);
    written.push_back(file.path);
  }
  return written;
}

fs::path Progress::set_aside(const Lesson& lesson) const {
  const fs::path backup = free_folder(books_ / "backup");
  for (const TaughtFile& file : lesson.files)
    if (fs::exists(mine_ / file.path)) move_file(mine_ / file.path, backup / file.path);
  fs::remove(books_ / "passed" / lesson.id());
  for (const Region& exercise : lesson.exercises())
    fs::remove(books_ / "hints" / exercise.id.str());
  return backup;
}

std::vector<fs::path> Progress::moved_on(const Lesson& lesson) const {
  std::vector<fs::path> files;
  for (const TaughtFile& file : lesson.files)
    if (fs::exists(mine_ / file.path) && fs::exists(base(file.path)) &&
        read_file(base(file.path)) != starter(lesson, file.path))
      files.push_back(file.path);
  return files;
}

int Progress::hints_shown(ExerciseId id) const {
  const fs::path file = books_ / "hints" / id.str();
  return fs::exists(file) ? static_cast<int>(read_file(file).size()) : 0;
}

void Progress::set_hints_shown(ExerciseId id, int count) const {
  write_file(books_ / "hints" / id.str(), std::string(static_cast<std::size_t>(count), '*'));
}

}  // namespace kit::course
