// The main function of a lesson's tests: doctest, a reporter that speaks to learners, and an alarm
// for tests that hang. `./kit test` runs each test in a process of its own and reads what is
// printed here (tools/course/test_run.cpp).

#define DOCTEST_CONFIG_IMPLEMENT
// The address sanitizer says more about a crash than doctest does.
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "lessons/support/bytes.hpp"
#include "lessons/support/story.hpp"
#include "loop/event_loop.hpp"
#include "loop/tasks/task_base.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define KIT_HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KIT_HAS_SANITIZER 1
#endif
#endif
#ifdef KIT_HAS_SANITIZER
#include <sanitizer/common_interface_defs.h>
// Read by the sanitizers when the program starts: the first error ends it, with a status that no
// failed test has.
extern "C" const char* __asan_default_options() { return "exitcode=76:handle_abort=1"; }
extern "C" const char* __ubsan_default_options() {
  return "exitcode=76:halt_on_error=1:print_stacktrace=1";
}
#endif

namespace kit {
namespace {

/// In seconds. Tests take milliseconds; who knows that one hangs does not wait long for the next.
unsigned patience() {
  const char* const asked = std::getenv("KIT_TEST_PATIENCE");
  const int seconds = asked == nullptr ? 0 : std::atoi(asked);
  return seconds > 0 ? static_cast<unsigned>(seconds) : 5;
}

constexpr int hung_status = 78;

std::function<std::string()>& describer() {
  static std::function<std::string()> describe;
  return describe;
}

/// The path from the top of the tree, wherever that was built; the reader's own tests are in mine/.
std::string_view short_path(std::string_view path) {
  for (const std::string_view folder : {"mine/lessons/", "lessons/", "tests/support/"})
    if (const std::size_t at = path.find(folder); at != path.npos) return path.substr(at);
  return path;
}

/// What an assertion demands.
std::string wish_of(const doctest::AssertData& data) {
  const std::string expression = data.m_expr;
  if ((data.m_at & doctest::assertType::is_throws_as) != 0)
    return expression + " throws " + data.m_exception_type;
  if ((data.m_at & (doctest::assertType::is_throws | doctest::assertType::is_throws_with)) != 0)
    return expression + " throws";
  return ((data.m_at & doctest::assertType::is_false) != 0 ? "not " : "") + expression;
}

/// "3" out of "3 == 2": what came stands on the left, and what was wanted has been said. Whatever a
/// terminal would obey is escaped.
std::string outcome_of(const doctest::AssertData& data) {
  constexpr std::string_view equals = " == ";
  const std::string both = visible(data.m_decomp.c_str());
  const std::size_t at = both.find(equals);
  if (at == both.npos || both.find(equals, at + 1) != both.npos) return both;
  return both.substr(0, at) + "\n  wanted:   " + both.substr(at + equals.size());
}

/// Prints, by hand as it were: the program is somewhere in the middle of something, and will not be
/// asked again.
void on_alarm(int) {
  std::fputs("hung: it was here\n", stderr);
#ifdef KIT_HAS_SANITIZER
  __sanitizer_print_stack_trace();
#endif
  if (describer()) std::fprintf(stderr, "waits: %s\n", describer()().c_str());
  if (EventLoop::has_current())
    for (const auto& task : all_tasks(EventLoop::current()))
      std::fprintf(stderr, "waits: %s\n", task->describe().c_str());
  ::_exit(hung_status);
}

/// "expected" and "came" for each assertion that failed. Says nothing about those that hold.
class StoryReporter : public doctest::IReporter {
 public:
  explicit StoryReporter(const doctest::ContextOptions& options) : options_(options) {}

  void log_assert(const doctest::AssertData& data) override {
    if (!data.m_failed) return;
    begin(data.m_file, data.m_line);
    std::cout << "  expected: " << wish_of(data) << "\n  came:     ";
    if (data.m_threw)
      std::cout << "an exception: " << data.m_exception << "\n";
    else if ((data.m_at & (doctest::assertType::is_throws | doctest::assertType::is_throws_as |
                           doctest::assertType::is_throws_with)) != 0)
      std::cout << "no exception\n";
    else
      std::cout << outcome_of(data) << "\n";
    context();
  }

  void log_message(const doctest::MessageData& data) override {
    begin(data.m_file, data.m_line);
    std::cout << data.m_string << "\n";
    context();
  }

  void test_case_exception(const doctest::TestCaseException& data) override {
    std::cout << "The test was ended by an exception: " << data.error_string << std::endl;
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override { ::alarm(patience()); }
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    ::alarm(0);
    if (stats.numAssertsCurrentTest == 0) std::fputs("nothing was asserted\n", stderr);
  }
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  static void begin(const char* file, int line) {
    std::cout << "at " << short_path(file) << ":" << line << "\n";
  }

  void context() const {
    const int count = get_num_active_contexts();
    for (int i = 0; i < count; ++i) {
      std::cout << "  with:     ";
      get_active_contexts()[i]->stringify(&std::cout);
      std::cout << "\n";
    }
    std::cout << std::flush;
  }

  const doctest::ContextOptions& options_;
};

}  // namespace

void step(std::string_view sentence) {
  std::fprintf(stderr, "step: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
}

void needs(std::string_view exercises) {
  std::fprintf(stderr, "needs: %.*s\n", static_cast<int>(exercises.size()), exercises.data());
}

void expect_bytes(std::string_view came, std::string_view expected, std::string_view what,
                  std::source_location where) {
  if (came == expected) return;
  const std::string text = std::string(what) + "\n" + difference(expected, came);
  ADD_FAIL_CHECK_AT(where.file_name(), static_cast<int>(where.line()), text);
}

void when_hung(std::function<std::string()> describe) { describer() = std::move(describe); }

REGISTER_REPORTER("story", 1, StoryReporter);

}  // namespace kit

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  ::signal(SIGALRM, kit::on_alarm);
  doctest::Context context(argc, argv);
  return context.run();
}
