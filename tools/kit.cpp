// kit: the learner's command. `./kit`, a script, builds it and hands over.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tools/course/check.hpp"
#include "tools/course/commands.hpp"
#include "tools/course/museum.hpp"

namespace kit::course {
namespace {

/// The folders come from the script, which knows them.
fs::path folder_from(const char* variable) {
  const char* const value = std::getenv(variable);
  if (value == nullptr) throw CourseError("start this program with ./kit");
  return value;
}

Course open_course() { return Course(folder_from("KIT_ROOT"), folder_from("KIT_BUILD_DIR")); }

/// What the command line says.
struct Arguments {
  std::string lesson;
  std::string words;
  std::vector<std::string> options;
  bool only = false;
  bool reference = false;
  bool spoil = false;
  bool run = false;
  Whose whose() const { return reference ? Whose::reference : only ? Whose::only : Whose::mine; }
};

CLI::App* with_lesson(CLI::App* command, Arguments& arguments) {
  command->add_option("LESSON", arguments.lesson, "its number")->required();
  return command;
}

/// "./kit run 01 --port 8080", where "./kit run 01 -- --port 8080" is meant: the command with the
/// dashes; empty if that is not what is wrong.
std::string with_dashes(const std::vector<std::string>& words) {
  if (words.empty() || (words.front() != "run" && words.front() != "museum")) return {};
  std::string meant = "./kit";
  bool separated = false;
  for (const std::string& word : words) {
    if (word == "--") return {};
    const bool of_server = word.starts_with("-") && word != "--run" && word != "--reference";
    if (of_server && !std::exchange(separated, true)) meant += " --";
    meant += " " + word;
  }
  return separated ? meant : std::string();
}

int dispatch(CLI::App& app, int argc, char** argv) {
  app.require_subcommand(1);
  Arguments given;
  int status = 0;
  app.add_subcommand("lessons", "all lessons, what is done, what is next")->callback([&] {
    status = show_lessons(open_course());
  });
  app.add_subcommand("status", "how far you are")->callback([&] {
    status = show_status(open_course());
  });
  with_lesson(app.add_subcommand("start", "write the starter of a lesson into mine/"), given)
      ->callback([&] { status = start(open_course(), given.lesson); });
  CLI::App* const tests = with_lesson(app.add_subcommand("test", "test what you wrote"), given);
  tests->add_flag("--only", given.only, "with the library's files for every other lesson");
  tests->add_flag("--reference", given.reference, "with the library's files for all");
  tests->callback([&] { status = test(open_course(), given.lesson, given.whose()); });
  CLI::App* const runs = with_lesson(app.add_subcommand("run", "start the lesson's server"), given);
  runs->add_option("OPTION", given.options, "for the server; behind --");
  runs->add_flag("--reference", given.reference, "on the library's files");
  runs->callback([&] { status = run(open_course(), given.lesson, given.whose(), given.options); });
  with_lesson(app.add_subcommand("watch", "test again whenever you save"), given)->callback([&] {
    status = watch(open_course(), given.lesson);
  });
  with_lesson(app.add_subcommand("hint", "the next hint for an exercise: 10 or 10.2"), given)
      ->callback([&] { status = hint(open_course(), given.lesson); });
  CLI::App* const diffs =
      with_lesson(app.add_subcommand("diff", "yours beside the library's"), given);
  diffs->add_flag("--spoil", given.spoil, "also before the lesson is done");
  diffs->callback([&] { status = diff(open_course(), given.lesson, given.spoil); });
  with_lesson(app.add_subcommand("reset", "begin again; what you have is kept"), given)
      ->callback([&] { status = reset(open_course(), given.lesson); });
  CLI::App* const museums =
      with_lesson(app.add_subcommand("museum", "a famous fault: see it, test it, mend it"), given);
  museums->add_flag("--run", given.run, "start the server with the fault in it");
  museums->add_option("OPTION", given.options, "for the server; behind --");
  museums->callback(
      [&] { status = museum(open_course(), given.lesson, given.run, given.options); });
  CLI::App* const checks = app.add_subcommand("check", "for authors: is every lesson right?");
  checks->add_option("LESSON", given.lesson, "this one only");
  checks->add_option("--only", given.words, "those claims whose line has these words");
  checks->callback([&] { status = check(open_course(), given.lesson, given.words); });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError& error) {
    const std::string meant = with_dashes({argv + 1, argv + argc});
    if (meant.empty()) return app.exit(error) == 0 ? 0 : 2;
    std::cerr << "kit: the server's options stand behind two dashes: " << meant << "\n";
    return 2;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace
}  // namespace kit::course

int main(int argc, char** argv) {
  CLI::App app{"The course.", "./kit"};
  try {
    return kit::course::dispatch(app, argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "kit: " << error.what() << "\n";
    return 1;
  }
}
