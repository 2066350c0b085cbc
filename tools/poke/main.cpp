// poke HOST PORT: many clients, well-behaved or not, and a look at everything that comes back.
#include <signal.h>

#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "loop/os/signals.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/timeout.hpp"
#include "servers/common/program.hpp"
#include "servers/common/stop_signal.hpp"
#include "tools/poke/descriptors.hpp"
#include "tools/poke/progress.hpp"
#include "tools/poke/report.hpp"

namespace kit::poke {
namespace {

constexpr int interrupted_status = 128 + SIGINT;  // as a shell reports it

/// Six digits: two who poke the same server do not take each other's messages for their own.
std::string random_id() {
  char text[16];
  std::snprintf(text, sizeof text, "%06x",
                static_cast<unsigned>(std::random_device()()) & 0xffffffU);
  return text;
}

/// The first connection: whether there is a server at all, and which of the host's addresses it is.
Task<Connection> first_connection(const Options& options) {
  try {
    Connection connection =
        co_await wait_for(open_connection(options.host, options.port), options.timeout);
    co_return connection;
  } catch (const TimeoutError&) {
    throw std::runtime_error("connect to " + options.host + " port " +
                             std::to_string(options.port) + ": nothing within the time");
  } catch (const ConnectionRefusedError& error) {
    throw std::runtime_error(std::string(error.what()) + " (is a server listening there?)");
  }
}

/// The first Ctrl-C cancels `work`, the second one ends the program.
class Interrupt {
 public:
  explicit Interrupt(EventLoop& loop) : loop_(loop) {
    catch_stop_signals(signals_);
    loop_.add_reader(signals_.fd(), [this] {
      came_ = true;
      loop_.remove_reader(signals_.fd());
      ::signal(SIGINT, SIG_DFL);
      ::signal(SIGTERM, SIG_DFL);
      if (work_) work_->cancel();
    });
  }
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt() { loop_.remove_reader(signals_.fd()); }

  /// What the next one cancels.
  void set_work(std::optional<TaskHandle<>> work) { work_ = std::move(work); }
  bool came() const noexcept { return came_; }

 private:
  EventLoop& loop_;
  SignalPipe signals_;
  std::optional<TaskHandle<>> work_;
  bool came_ = false;
};

/// Performs the run, with a bar where that is possible.
Task<void> perform_shown(Run& run, Interrupt& interrupt) {
  std::optional<TaskHandle<>> bar;
  if (can_show_progress()) bar = create_task(show_progress(run), "progress bar");
  const TaskHandle<> work = create_task(perform(run), "clients");
  interrupt.set_work(work);
  try {
    co_await work;
  } catch (const Cancelled&) {
    run.interrupted = true;
    run.end = run.loop.time();
  }
  interrupt.set_work(std::nullopt);
  if (!bar) co_return;
  bar->cancel();
  try {
    co_await *bar;
  } catch (const Cancelled&) {
  }
}

/// Returns the exit status.
Task<int> poke(const Options& options) {
  std::optional<Connection> first;
  Connection made = co_await first_connection(options);
  first.emplace(std::move(made));
  const Address server = first->writer.peername();
  Interrupt interrupt(EventLoop::current());
  bool all_were_right = true;
  for (const Mode mode : options.modes) {
    Run run(options, mode, server, random_id());
    if (first) run.connected.emplace(std::move(*first));
    first.reset();
    co_await perform_shown(run, interrupt);
    print_line(report(run));
    all_were_right = all_were_right && all_right(run);
    if (run.interrupted || interrupt.came()) co_return interrupted_status;
  }
  co_return all_were_right ? 0 : 1;
}

void poke_or_exit(const Options& options) {
  const bool hostile = options.modes != std::vector<Mode>{Mode::normal};
  allow_clients(options.clients + (hostile ? options.beside : 0));
  const int status = run(poke(options));
  if (status != 0) throw SystemExit(status);
}

}  // namespace
}  // namespace kit::poke

int main(int argc, char** argv) {
  kit::poke::Options options;
  const auto ended = kit::poke::parse_command_line(argc, argv, options);
  if (ended) return *ended;
  kit::set_log_level(kit::LogLevel::error);  // what goes wrong stands in the report
  return kit::run_tool("poke", [&options] { kit::poke::poke_or_exit(options); });
}
