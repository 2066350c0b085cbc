// What a server does beside its connections: in each worker's loop, around the task that serves.
#include <doctest/doctest.h>
#include <signal.h>

#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "servers/common/serve.hpp"
#include "streams/connect.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/redirected.hpp"

namespace kit::test {
namespace {

using Notes = std::vector<std::string>;

/// Serves until the client's end or the server's, and then takes its time.
Task<void> note_client(Notes& notes, StreamReader reader, StreamWriter writer) {
  writer.write("hello\r\n");
  const std::string rest = co_await reader.read();
  co_await sleep(std::chrono::milliseconds(1));
  notes.push_back("no client any more");
  writer.close();
}

/// A client who stays until the server stops, as it is told to then.
Task<void> visit(Address server, Notes& notes) {
  Connection connection = co_await open_connection(server);
  const std::string greeting = co_await connection.reader.readline();
  notes.push_back(greeting);
  ::raise(SIGTERM);
  const std::string rest = co_await connection.reader.read();
  connection.writer.close();
}

Task<void> with_a_visitor(Address server, Notes& notes, Task<void> serving) {
  notes.push_back("before");
  const TaskHandle<void> beside = create_task(visit(std::move(server), notes));
  co_await std::move(serving);
  notes.push_back("after");
  co_await beside;
}

Task<void> fail(int status, Task<void>) {
  if (status == 1) throw std::runtime_error("no more");
  throw SystemExit(status);
  co_return;
}

/// A server at a place that the test knows before it listens.
struct Quiet {
  Quiet() : out(1) {
    options.host = folder / "socket";
    options.level = LogLevel::error;
  }
  ~Quiet() { set_log_level(LogLevel::info); }
  Address address() const { return Address::unix_path(options.host); }

  Folder folder;
  CaptureLog log;
  ServeOptions options;
  Redirected out;
};

TEST_CASE("around: what comes before runs beside the server, what comes after, after its clients") {
  Quiet quiet;
  Notes notes;
  const ConnectionHandler handler = [&notes](StreamReader reader, StreamWriter writer) {
    return note_client(notes, std::move(reader), std::move(writer));
  };
  const Around around = [&quiet, &notes](Task<void> serving) {
    return with_a_visitor(quiet.address(), notes, std::move(serving));
  };
  CHECK(serve(quiet.options, handler, around) == 0);
  CHECK(notes == Notes{"before", "hello\r\n", "no client any more", "after"});
}

TEST_CASE("around: how it ends is how the program ends") {
  const ConnectionHandler nobody = [](StreamReader, StreamWriter) -> Task<void> { co_return; };
  for (const int status : {1, 7}) {
    CAPTURE(status);
    Quiet quiet;
    const Around around = [status](Task<void> serving) { return fail(status, std::move(serving)); };
    CHECK(serve(quiet.options, nobody, around) == status);
    CHECK(quiet.log.count("no more") == (status == 1 ? 1 : 0));
  }
}

/// Which loops have come here; with a lock, since they do at the same time.
class Loops {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    loops_.insert(&EventLoop::current());
  }
  std::size_t size() const { return loops_.size(); }
  bool has(EventLoop& loop) const { return loops_.count(&loop) == 1; }

 private:
  std::mutex mutex_;
  std::set<EventLoop*> loops_;
};

/// Each stops its own server.
Task<void> stop_own(Workers& workers, Loops& before, Loops& after, Task<void> serving) {
  before.add();
  for (const auto& worker : workers)
    if (&worker->loop() == &EventLoop::current()) worker->stop();
  co_await std::move(serving);
  after.add();
}

Task<void> fail_in(EventLoop& loop, Loops& after, Task<void> serving) {
  if (&EventLoop::current() == &loop) throw std::runtime_error("one of three");
  co_await std::move(serving);
  after.add();
}

Workers three_workers() {
  ServeOptions options;
  options.port = 0;
  options.workers = 3;
  return make_workers(options, [](StreamReader, StreamWriter) -> Task<void> { co_return; });
}

TEST_CASE("around: it is called in the loop of each worker") {
  Workers workers = three_workers();
  Loops before;
  Loops after;
  run_all(workers,
          [&](Task<void> serving) { return stop_own(workers, before, after, std::move(serving)); });
  CHECK(before.size() == 3);
  CHECK(after.size() == 3);
  for (const auto& worker : workers) CHECK(after.has(worker->loop()));
}

TEST_CASE("around: one that fails stops all workers, gracefully, and the error is thrown on") {
  for (std::size_t which = 0; which < 3; ++which) {
    CAPTURE(which);
    const CaptureLog log;  // the unlucky one's server was never served
    Workers workers = three_workers();
    Loops after;
    EventLoop& unlucky = workers[which]->loop();
    CHECK_THROWS_WITH_AS(
        run_all(workers,
                [&](Task<void> serving) { return fail_in(unlucky, after, std::move(serving)); }),
        "one of three", std::runtime_error);
    CHECK(after.size() == 2);
    CHECK(!after.has(unlucky));
  }
}

}  // namespace
}  // namespace kit::test
