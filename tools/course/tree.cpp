#include "tools/course/tree.hpp"

#include <algorithm>
#include <set>

namespace kit::course {
namespace {

/// What a lesson is built from. `mine` may shadow sources of the first three.
constexpr std::string_view library_folders[] = {"loop", "streams", "servers"};
constexpr std::string_view other_parts[] = {"lessons",           "subprojects",
                                            "meson.build",       "meson_options.txt",
                                            "tests/meson.build", "tests/doctest_main.cpp",
                                            "tests/support"};

void add(const fs::path& root, const fs::path& part, std::set<fs::path>& files) {
  if (fs::is_directory(root / part)) {
    for (const fs::path& path : files_below(root / part, root)) files.insert(path);
  } else if (fs::exists(root / part)) {
    files.insert(part);
  }
}

std::set<fs::path> tree_files(const fs::path& root) {
  std::set<fs::path> files;
  for (const std::string_view part : library_folders) add(root, part, files);
  for (const std::string_view part : other_parts) add(root, part, files);
  return files;
}

/// The test that a museum asks for is the reader's, too.
bool is_museum_test(const fs::path& path) {
  const std::string text = path.string();
  return text.starts_with("lessons/") && text.ends_with("/museum/test.cpp");
}

bool is_library_file(const fs::path& path) {
  const std::string first = path.begin()->string();
  return std::find(std::begin(library_folders), std::end(library_folders), first) !=
         std::end(library_folders);
}

/// Editors leave other files beside those that they edit, and readers their notes.
bool is_source(const fs::path& path) {
  constexpr std::string_view endings[] = {".cpp", ".hpp", ".cc", ".hh", ".cxx", ".hxx", ".h"};
  const bool hidden = std::any_of(path.begin(), path.end(), [](const fs::path& part) {
    return part.string().starts_with(".") || part.string().starts_with("#");
  });
  return !hidden && std::find(std::begin(endings), std::end(endings), path.extension().string()) !=
                        std::end(endings);
}

}  // namespace

std::vector<fs::path> sources_in(const fs::path& mine) {
  std::vector<fs::path> files = files_below(mine, mine);
  std::erase_if(files, [](const fs::path& path) { return !is_source(path); });
  return files;
}

Overlay read_overlay(const fs::path& root, const fs::path& mine,
                     const std::vector<fs::path>& only) {
  Overlay overlay;
  for (const fs::path& path : sources_in(mine)) {
    if (!only.empty() && std::find(only.begin(), only.end(), path) == only.end()) continue;
    if (!(is_library_file(path) || is_museum_test(path)) || !fs::exists(root / path))
      throw CourseError("mine/" + path.string() +
                        " has the path of no file of the library: move it out of mine/");
    overlay[path] = read_file(mine / path);
  }
  return overlay;
}

void write_tree(const fs::path& root, const Overlay& overlay, const fs::path& folder) {
  const std::set<fs::path> files = tree_files(root);
  for (const fs::path& path : files) {
    const auto mine = overlay.find(path);
    if (mine == overlay.end()) {
      write_file(folder / path, read_file(root / path));
    } else {
      // So that compilers and sanitizers name the file that the reader edits.
      write_file(folder / path, "#line 1 \"mine/" + path.string() + "\"\n" + mine->second);
    }
  }
  for (const fs::path& path : files_below(folder, folder))
    if (!files.contains(path)) fs::remove(folder / path);
}

}  // namespace kit::course
