#include "servers/common/serve.hpp"

#include <signal.h>

#include <exception>
#include <fstream>
#include <memory>
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

  EventLoop& loop() noexcept { return loop_; }
  std::vector<Address> addresses() const { return server_.addresses(); }
  const Trace* trace() const noexcept { return trace_.get(); }

  /// Until stop(). In the worker's own thread.
  void run() { kit::run(loop_, serve_until_stopped()); }

  /// From any thread.
  void stop() {
    loop_.call_soon_threadsafe([this] { server_.close(); });
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
  for (const Address& address : addresses) print_line("listening on " + address.str());
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
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i)
    threads.emplace_back([&worker = *workers[i]] { worker.run(); });
  workers.front()->run();
  for (std::thread& thread : threads) thread.join();
}

void write_traces(const Workers& workers, const std::string& file) {
  if (file.empty()) return;
  std::ofstream out(file);
  for (const auto& worker : workers) worker->trace()->write_json(out);
  if (!out.flush()) throw std::runtime_error("cannot write the trace to " + file);
}

}  // namespace

int serve(const ServeOptions& options, const ConnectionHandler& handler) {
  set_log_level(options.level);
  int status = 0;
  try {
    ignore_sigpipe();
    ConnectionLimit limit(options.max_connections);
    Workers workers = make_workers(options, limited(handler, limit));
    run_workers(workers);
    write_traces(workers, options.trace_file);
  } catch (const std::exception& error) {
    log(LogLevel::error, error.what());
    status = 1;
  }
  flush_output();
  return status;
}

}  // namespace kit
