#include "tools/course/variant.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <utility>

#include "loop/os/fd.hpp"
#include "tools/course/command.hpp"

namespace kit::course {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds build_limit = 1800s;

/// Both names are in use.
std::string ninja() {
  const CommandResult plain = run_command({"ninja", "--version"}, 10s);
  return plain.ok() ? "ninja" : "ninja-build";
}

/// The first thing that went wrong: the compiler's own words, without the build tool's.
std::string first_error(const std::string& output) {
  std::string text;
  bool failed = false;
  int errors = 0;
  for (const std::string_view line : lines_of(output)) {
    if (line.starts_with("FAILED:")) {
      if (failed) break;  // one at a time: the others may follow from it
      failed = true;
    } else if (line.find(" error: ") != line.npos && ++errors > 1) {
      break;
    } else if (failed && !line.starts_with("ninja:") && line.find(" -o ") == line.npos &&
               !line.starts_with("[")) {
      // The tree is written out elsewhere; its paths are those from the top of the repository.
      text.append(line.substr(line.starts_with("../src/") ? 7 : 0)).append("\n");
    }
  }
  return failed ? text : output;
}

/// `watch` in one terminal and `run` in another must not build in the same folder at once.
class OneAtATime {
 public:
  explicit OneAtATime(const fs::path& path) {
    fs::create_directories(path.parent_path());
    fd_ = Fd(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644));
    if (!fd_ || ::flock(fd_.get(), LOCK_EX) != 0)
      throw CourseError("cannot lock " + path.string() + ": " + std::strerror(errno));
  }

 private:
  Fd fd_;  // closing it lets the next one in
};

}  // namespace

Variant::Variant(fs::path root, const fs::path& build_folder, const std::string& name)
    : root_(std::move(root)),
      source_(build_folder / name / "src"),
      out_(build_folder / name / "out") {}

/// A build that was made with other options is of no use: the tests count on these.
void Variant::discard_if_made_with_other(const std::vector<std::string>& options) const {
  std::string text;
  for (const std::string& option : options) text += option + "\n";
  const fs::path known = out_.parent_path() / "options.txt";
  if (fs::exists(known) && read_file(known) == text) return;
  fs::remove_all(out_);  // first: who is killed in between does it again the next time
  write_file(known, text);
}

/// Unoptimised, for the time from save to verdict; with the sanitizers, for words instead of
/// crashes. Not the check of virtual calls: it opens a pipe for each, and speaks nonsense when a
/// server has run out of descriptors.
void Variant::configure() const {
  const std::vector<std::string> options{
      "-Dtests=false",
      "-Dlessons=true",
      "-Doptimization=0",
      "-Db_sanitize=address,undefined",
      "-Db_lundef=false",
      "-Dcpp_args=-g1 -fno-omit-frame-pointer -fno-sanitize=vptr -D_GLIBCXX_SANITIZE_VECTOR "
      "-Werror=unused-result -Wno-unused-parameter -Wno-unused-variable"};
  discard_if_made_with_other(options);
  if (fs::exists(out_ / "build.ninja")) return;
  if (::isatty(STDERR_FILENO) != 0)
    std::cerr << "Building the library for the lessons, once: a minute or two ..." << std::endl;
  std::vector<std::string> command{"meson", "setup", out_.string(), source_.string()};
  command.insert(command.end(), options.begin(), options.end());
  const CommandResult setup = run_command(command, build_limit);
  if (!setup.ok())
    throw CourseError(
        "the build of the lessons cannot be set up; ./kit doctor says what is missing. "
        "Meson says:\n" +
        setup.output);
}

/// The build asks for the lessons' folders only when it is configured, and nothing that it watches
/// changes when one appears.
void Variant::notice_new_lessons() const {
  std::string folders;
  for (const fs::path& file : files_below(source_ / "lessons", source_))
    if (file.extension() == ".cpp" && file.parent_path().filename() != "mutants")
      folders += file.string() + "\n";
  const fs::path description = source_ / "lessons" / "meson.build";
  if (write_file(out_.parent_path() / "lessons.txt", folders) && fs::exists(description))
    fs::last_write_time(description, fs::file_time_type::clock::now());
}

std::string Variant::build(const Overlay& overlay, const std::vector<std::string>& targets) {
  const OneAtATime lock(out_.parent_path() / "lock");
  write_tree(root_, overlay, source_);
  notice_new_lessons();
  configure();
  std::vector<std::string> command{ninja(), "-C", out_.string()};
  for (const std::string& target : targets) command.push_back("lessons/" + target);
  const CommandResult built = run_command(command, build_limit);
  return built.ok() ? std::string() : first_error(built.output);
}

}  // namespace kit::course
