// Workers: many cores, one loop on each.
//
// A loop is one thread and stays one. To use more cores there are more loops, each with a listener
// of its own on the same port (SO_REUSEPORT): the system shares the clients out. They have nothing
// in common and no locks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/observe/trace.hpp"
#include "servers/common/options.hpp"
#include "streams/server.hpp"

namespace kit {

/// What a server does beside its connections: gets the task that serves, and awaits it. What it
/// starts before runs beside it; what it does after, when the last connection has closed. Called
/// for each worker, in its loop.
using Around = std::function<Task<void>(Task<void> serving)>;

/// One loop and its server.
class Worker {
 public:
  /// Listens. Throws what make_selector and start_server throw.
  Worker(const ServeOptions& options, const ConnectionHandler& handler,
         const std::vector<Address>& addresses);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  EventLoop& loop() noexcept { return loop_; }
  std::vector<Address> addresses() const { return server_.addresses(); }
  const Trace* trace() const noexcept { return trace_.get(); }

  /// Serves until stop(), then ends gracefully. In the worker's own thread.
  void run(const Around& around);

  /// From any thread: accept no more, let handlers finish what they are at, say FIN, and after five
  /// seconds cut what is left.
  void stop();

  /// From any thread: prints a tree of all tasks, and where each waits, to stderr. `before`:
  /// "worker 2: ".
  void show_tasks(std::string before);

 private:
  void post(std::function<void()> callback);

  std::unique_ptr<Trace> trace_;  // null: nobody wants one
  EventLoop loop_;
  Server server_;
};

using Workers = std::vector<std::unique_ptr<Worker>>;

/// As many as the options say, all on one port. Throws std::invalid_argument for several on a Unix
/// socket, which only one can have.
Workers make_workers(const ServeOptions& options, const ConnectionHandler& handler);

/// Runs the first one in this thread and the others in threads of their own, until all have ended.
/// An error of one stops all of them, and is thrown on at the end. `around` may be empty.
void run_all(Workers& workers, const Around& around);

}  // namespace kit
