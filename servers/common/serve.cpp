#include "servers/common/serve.hpp"

#include <signal.h>

#include <cerrno>
#include <exception>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/observe/trace.hpp"
#include "loop/os/signals.hpp"
#include "loop/tasks/run.hpp"
#include "servers/common/connection_limit.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

constexpr Duration shutdown_deadline = std::chrono::seconds(5);
// After our FIN, how long what clients still send is read, so that no reset overtakes the farewell.
constexpr Duration shutdown_linger = std::chrono::milliseconds(100);

/// One loop and its server.
class Worker {
 public:
  Worker(const ServeOptions& options, const ConnectionHandler& handler,
         const std::vector<Address>& addresses)
      : loop_(make_selector(options.selector)),
        server_(start_server(loop_, handler, addresses, server_options(options))) {
    loop_.set_debug(options.debug);
    if (!options.trace_file.empty()) {
      trace_ = std::make_unique<Trace>();
      loop_.set_trace(trace_.get());
    }
  }

  /// Without a run() before: another worker could not start.
  ~Worker() { server_.close(); }

  EventLoop& loop() noexcept { return loop_; }
  std::vector<Address> addresses() const { return server_.addresses(); }
  const Trace* trace() const noexcept { return trace_.get(); }

  /// Until stop(). In the worker's own thread.
  void run() { kit::run(loop_, serve_until_stopped()); }

  /// From any thread.
  void stop() {
    try {
      loop_.call_soon_threadsafe([this] { server_.close(); });
    } catch (const std::runtime_error&) {  // it has stopped already
    }
  }

 private:
  static ServerOptions server_options(const ServeOptions& options) {
    ServerOptions result;
    result.backlog = options.backlog;
    result.reuse_port = options.workers > 1;
    return result;
  }

  Task<void> serve_until_stopped() {
    co_await server_.serve_forever();
    server_.set_linger(shutdown_linger);
    server_.end_input();
    // Those who began to linger late have the short limit too: it is set when their handler ends.
    const CallHandle deadline =
        loop_.call_later(shutdown_deadline, [this] { server_.abort_clients(); });
    co_await server_.wait_closed();
    loop_.cancel(deadline);
  }

  std::unique_ptr<Trace> trace_;
  EventLoop loop_;
  Server server_;
};

using Workers = std::vector<std::unique_ptr<Worker>>;

/// The first worker finds out the port if the system is to choose it; the others share it.
Workers make_workers(const ServeOptions& options, const ConnectionHandler& handler) {
  Workers workers;
  std::vector<Address> addresses = resolve(options.host, options.port);
  for (int i = 0; i < options.workers; ++i) {
    workers.push_back(std::make_unique<Worker>(options, handler, addresses));
    addresses = workers.front()->addresses();
  }
  return workers;
}

/// Calls `stop` when the first of SIGINT and SIGTERM comes; the second one then kills.
void stop_on_signal(SignalPipe& signals, EventLoop& loop, std::function<void()> stop) {
  signals.catch_once(SIGINT);
  signals.catch_once(SIGTERM);
  loop.add_reader(signals.fd(), [&signals, &loop, stop] {
    if (!signals.take()) return;
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    // The second one may have come before its default action was back.
    if (const std::optional<int> second = signals.take()) ::raise(*second);
    loop.remove_reader(signals.fd());
    log(LogLevel::info, "stopping: a second signal ends the program at once");
    stop();
  });
}

void run_workers(Workers& workers) {
  SignalPipe signals;
  stop_on_signal(signals, workers.front()->loop(), [&workers] {
    for (const auto& worker : workers) worker->stop();
  });
  // Only now: whoever has read this may send a signal.
  for (const Address& address : workers.front()->addresses())
    print_line("listening on " + address.str());
  // An error of one worker ends all of them; it is thrown on when their threads are gone.
  std::vector<std::exception_ptr> errors(workers.size());
  const auto run_one = [&workers, &errors](std::size_t i) {
    try {
      workers[i]->run();
    } catch (...) {
      errors[i] = std::current_exception();
      for (std::size_t other = 0; other < workers.size(); ++other)
        if (other != i) workers[other]->stop();
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back(run_one, i);
  run_one(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
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
  for (const auto& worker : workers) worker->trace()->write_json(out);
  if (!out.flush()) throw std::runtime_error("cannot write the trace to '" + file + "'");
}

/// What the person who starts the server can do about it; empty if we do not know.
std::string_view advice(const std::exception& error) {
  // From the look-up of the host.
  if (dynamic_cast<const std::invalid_argument*>(&error)) return " (choose another --host)";
  const auto* const failure = dynamic_cast<const OSError*>(&error);
  switch (failure == nullptr ? 0 : failure->error_number()) {
    case EADDRINUSE:
      return " (choose another --port or --host)";
    case EADDRNOTAVAIL:
      return " (not an address of this machine: choose another --host)";
    case EACCES:
      return " (choose a --port from 1024 on, or another --host)";
    default:
      return "";
  }
}

}  // namespace

int serve(const ServeOptions& options, const ConnectionHandler& handler) {
  set_log_level(options.level);
  int status = 0;
  try {
    ignore_sigpipe();
    std::ofstream trace = open_trace(options.trace_file);
    ConnectionLimit limit(options.max_connections);
    Workers workers = make_workers(options, limited(handler, limit));
    run_workers(workers);
    write_traces(workers, trace, options.trace_file);
  } catch (const std::exception& error) {
    log(LogLevel::error, std::string(error.what()).append(advice(error)));
    status = 1;
  }
  flush_output();
  return status;
}

}  // namespace kit
