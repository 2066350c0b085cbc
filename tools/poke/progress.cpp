#include "tools/poke/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "loop/tasks/sleep.hpp"

namespace kit::poke {
namespace {

constexpr Duration interval = std::chrono::milliseconds(100);
constexpr std::uint64_t width = 30;

// At once, unlike the lines of a log: a bar that waits in a queue shows the past. If the terminal
// is stopped with Ctrl-S, poke stops with it.
void draw(std::string_view text) {
  const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
  (void)ignored;
}

std::string bar(const Run& run) {
  const std::uint64_t all = std::max<std::uint64_t>(1, run.all_steps);
  const std::uint64_t done = std::min(run.steps, all);
  const std::uint64_t filled = done * width / all;
  std::uint64_t faults = 0;
  for (const Tally* tally : {&run.main, &run.beside})
    for (const std::uint64_t count : tally->faults) faults += count;
  return "\r" + std::string(name_of(run.mode)) + " [" + std::string(filled, '#') +
         std::string(width - filled, '.') + "] " + std::to_string(done) + "/" +
         std::to_string(all) + ", " + std::to_string(faults) + " errors\033[K";
}

struct Eraser {
  ~Eraser() { draw("\r\033[K"); }
};

}  // namespace

bool can_show_progress() { return ::isatty(STDERR_FILENO) == 1; }

Task<void> show_progress(const Run& run) {
  const Eraser eraser;
  for (;;) {
    draw(bar(run));
    co_await sleep(interval);
  }
}

}  // namespace kit::poke
