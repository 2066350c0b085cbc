#include "servers/common/workers.hpp"

#include <exception>
#include <stdexcept>
#include <string>
#include <thread>

#include "loop/observe/log.hpp"
#include "loop/tasks/call_graph.hpp"
#include "loop/tasks/run.hpp"
#include "servers/common/graceful.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

ServerOptions server_options(const ServeOptions& options) {
  ServerOptions result;
  result.backlog = options.backlog;
  result.reuse_port = options.workers > 1;
  return result;
}

}  // namespace

Worker::Worker(const ServeOptions& options, const ConnectionHandler& handler,
               const std::vector<Address>& addresses)
    : loop_(make_selector(options.selector)),
      server_(start_server(loop_, handler, addresses, server_options(options))) {
  if (options.debug) loop_.set_debug(true);  // and otherwise as the environment says
  if (options.trace_file.empty()) return;
  trace_ = std::make_unique<Trace>();
  loop_.set_trace(trace_.get());
}

// Without a run() before: another worker could not start.
Worker::~Worker() { server_.close(); }

void Worker::run(const Around& around) {
  Task<void> serving = serve_until_closed(server_);
  kit::run(loop_, around ? around(std::move(serving)) : std::move(serving));
}

void Worker::stop() {
  post([this] { server_.close(); });
}

void Worker::show_tasks(std::string before) {
  post([this, before = std::move(before)] { print_error_line(before + format_tasks(loop_)); });
}

void Worker::post(std::function<void()> callback) {
  try {
    loop_.call_soon_threadsafe(std::move(callback));
  } catch (const std::runtime_error&) {  // it has stopped already
  }
}

Workers make_workers(const ServeOptions& options, const ConnectionHandler& handler) {
  Workers workers;
  std::vector<Address> addresses = resolve(options.host, options.port);
  if (options.workers > 1 && addresses.front().is_unix())
    throw std::invalid_argument("several workers cannot share " + addresses.front().str() +
                                ": use --workers 1");
  for (int i = 0; i < options.workers; ++i) {
    workers.push_back(std::make_unique<Worker>(options, handler, addresses));
    // The first one finds out the port if the system is to choose it; the others share it.
    addresses = workers.front()->addresses();
  }
  return workers;
}

void run_all(Workers& workers, const Around& around) {
  std::vector<std::exception_ptr> errors(workers.size());
  const auto run_one = [&workers, &errors, &around](std::size_t i) {
    try {
      workers[i]->run(around);
    } catch (...) {
      errors[i] = std::current_exception();
      for (const auto& worker : workers) worker->stop();
    }
  };
  std::vector<std::thread> threads;
  try {
    for (std::size_t i = 1; i < workers.size(); ++i) threads.emplace_back(run_one, i);
  } catch (const std::system_error&) {  // no more threads to be had
    errors.push_back(std::current_exception());
    for (const auto& worker : workers) worker->stop();
  }
  run_one(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

}  // namespace kit
