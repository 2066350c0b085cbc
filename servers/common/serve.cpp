#include "servers/common/serve.hpp"

#include <signal.h>

#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include "loop/observe/log.hpp"
#include "loop/os/signals.hpp"
#include "servers/common/connection_limit.hpp"
#include "servers/common/program.hpp"
#include "servers/common/stop_signal.hpp"
#include "servers/common/workers.hpp"

namespace kit {
namespace {

void show_tasks(const Workers& workers) {
  if (workers.size() == 1) return workers.front()->show_tasks("");
  for (std::size_t i = 0; i < workers.size(); ++i)
    workers[i]->show_tasks("worker " + std::to_string(i + 1) + ": ");
}

/// SIGINT and SIGTERM: the first one stops, the second one kills. SIGQUIT (Ctrl-\): shows what
/// everybody waits for, also of a server that takes its time to stop.
void obey_signals(SignalPipe& signals, Workers& workers) {
  catch_stop_signals(signals);
  signals.catch_each(SIGQUIT);
  workers.front()->loop().add_reader(signals.fd(), [&signals, &workers] {
    const std::optional<int> signal = signals.take();
    if (!signal) return;
    if (*signal == SIGQUIT) return show_tasks(workers);
    let_next_signal_end(signals);
    for (const auto& worker : workers) worker->stop();
  });
}

void run_until_signal(Workers& workers, const Around& around) {
  SignalPipe signals;
  obey_signals(signals, workers);
  // Only now: whoever has read this may send a signal.
  for (const Address& address : workers.front()->addresses())
    print_line("listening on " + address.str());
  run_all(workers, around);
}

/// Opened before anybody is served: hours later, it is too late to learn that it cannot be.
std::ofstream open_trace(const std::string& file) {
  std::ofstream out;
  if (file.empty()) return out;
  out.open(file);
  if (!out)
    throw std::runtime_error("cannot write the trace to '" + file + "' (choose another --trace)");
  return out;
}

void write_traces(const Workers& workers, std::ofstream& out, const std::string& file) {
  if (file.empty()) return;
  for (std::size_t i = 0; i < workers.size(); ++i)
    workers[i]->trace()->write_json(out, static_cast<int>(i));
  if (!out.flush()) throw std::runtime_error("cannot write the trace to '" + file + "'");
}

}  // namespace

int serve(const ServeOptions& options, const ConnectionHandler& handler, const Around& around) {
  return run_server(options.level, [&] {
    std::ofstream trace = open_trace(options.trace_file);
    ConnectionLimit limit(options.max_connections);
    Workers workers = make_workers(options, limited(handler, limit));
    run_until_signal(workers, around);
    write_traces(workers, trace, options.trace_file);
  });
}

}  // namespace kit
