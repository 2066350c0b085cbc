// The journal in a loop that runs, over a real file.
#include "servers/resp/append_only/append_only.hpp"

#include <doctest/doctest.h>

#include "loop/errors.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

/// A server without sockets: what `serve` does is what its clients do.
template <class Serve>
void serve_with(Bench& bench, AppendOnlyOptions options, Serve serve) {
  AppendOnly append_only(bench.instance, std::move(options));
  run(append_only.work_beside(serve(bench, append_only)));
}

Task<void> write_and_wait(Bench& bench, AppendOnly& append_only, const std::string& path) {
  CHECK(!append_only.must_wait());
  for (int i = 1; i <= 20; ++i) {
    bench.run("INCR a");
    CHECK(append_only.must_wait());
    co_await append_only.wait();
    CHECK(!append_only.must_wait());
    const std::string bytes = contents(path);
    const std::size_t end = bytes.find_last_not_of('\0') + 1;
    CHECK(std::string_view(bytes).substr(0, end).ends_with(commands({"INCR a"})));
  }
}

TEST_CASE("append-only: under always, who waits goes on when it is in the file") {
  const Folder folder;
  const std::string path = folder / "aof";
  const LogLines log;
  Bench bench;
  serve_with(bench, {.path = path, .sync = SyncPolicy::always},
             [&path](Bench& b, AppendOnly& a) { return write_and_wait(b, a, path); });
  CHECK(Start(path).data == Snapshot{{"0 a", "20"}});
  CHECK(bench.instance.journal == nullptr);
}

Task<void> write_only(Bench& bench, AppendOnly& append_only) {
  bench.run("SET a 1");
  CHECK(!append_only.must_wait());
  bench.run("SELECT 5");
  bench.run("SET b 2 PXAT 1800000000000");
  bench.run("GET b");
  co_return;
}

TEST_CASE("append-only: all is in the file after a graceful stop, whatever the policy") {
  for (const SyncPolicy policy : {SyncPolicy::everysec, SyncPolicy::no}) {
    const Folder folder;
    const LogLines log;
    Bench bench;
    serve_with(bench, {.path = folder / "aof", .sync = policy}, write_only);
    CHECK(contents(folder / "aof") ==
          commands({"SELECT 0", "SET a 1", "SELECT 5", "SET b 2 PXAT 1800000000000"}));
  }
}

Task<void> add_a_key(Bench& bench, AppendOnly&) {
  bench.run("APPEND text x");
  co_return;
}

Task<void> change_policy(Bench& bench, AppendOnly& append_only) {
  bench.run("SET a 1");
  CHECK(!append_only.must_wait());
  CHECK(bench.run("CONFIG SET appendfsync ALWAYS auto-aof-rewrite-percentage 0") == "+OK\r\n");
  CHECK(append_only.must_wait());
  CHECK(append_only.options.rewrite_percentage == 0);
  co_await append_only.wait();
  CHECK(!append_only.must_wait());
  bench.run("SET a 2");
  CHECK(append_only.must_wait());
  bench.run("CONFIG SET appendfsync no");
  CHECK(!append_only.must_wait());
}

TEST_CASE("append-only: CONFIG SET appendfsync counts from the next command on") {
  const Folder folder;
  const LogLines log;
  Bench bench;
  serve_with(bench, {.path = folder / "aof"}, change_policy);
  CHECK(Start(folder / "aof").data == Snapshot{{"0 a", "2"}});
}

TEST_CASE("append-only: from start to start, under any policy, the data go on") {
  const Folder folder;
  const LogLines log;
  std::string text;
  for (const SyncPolicy policy : {SyncPolicy::no, SyncPolicy::always, SyncPolicy::always,
                                  SyncPolicy::everysec, SyncPolicy::always, SyncPolicy::no}) {
    Bench bench;
    serve_with(bench, {.path = folder / "aof", .sync = policy}, add_a_key);
    text += 'x';
    CHECK(Start(folder / "aof").data == Snapshot{{"0 text", text}});
  }
}

Task<void> let_die(Bench& bench, AppendOnly&) {
  bench.run("SET a 1 PX 10");
  bench.now += 11;
  CHECK(bench.run("GET a") == nothing);
  co_return;
}

TEST_CASE("append-only: a key that has died is deleted in the file, too") {
  const Folder folder;
  const LogLines log;
  Bench bench;
  serve_with(bench, {.path = folder / "aof"}, let_die);
  CHECK(contents(folder / "aof").ends_with(commands({"DEL a"})));
}

/// Commands before, while and after the file is rewritten.
Task<void> write_while_rewritten(Bench& bench, AppendOnly& append_only) {
  for (int i = 0; i < 5000; ++i) bench.run("SET k" + std::to_string(i) + " " + std::to_string(i));
  for (int round = 0; round < 3; ++round) {
    CHECK(append_only.start_rewrite());
    CHECK(!append_only.start_rewrite());
    const std::uint64_t finished = append_only.status().rewrites;
    for (int i = 0; append_only.status().rewrites == finished; ++i) {
      bench.run("INCR k" + std::to_string(i * 37 % 6000));
      if (i % 7 == 0) bench.run("RENAME k" + std::to_string(i % 5000) + " moved");
      if (i % 16 == 0) co_await append_only.wait();
      if (i == 100 && round == 1) bench.run("FLUSHALL");
      co_await sleep(Duration::zero());
    }
    CHECK(append_only.status().last_rewrite_worked);
    bench.run("SET after " + std::to_string(round));
  }
}

TEST_CASE("append-only: rewritten while commands run, the file makes the same data") {
  for (const SyncPolicy policy : {SyncPolicy::always, SyncPolicy::everysec, SyncPolicy::no}) {
    const Folder folder;
    const LogLines log;
    Bench bench;
    serve_with(bench, {.path = folder / "aof", .sync = policy}, write_while_rewritten);
    CHECK(Start(folder / "aof").data == snapshot(bench.instance.keyspace));
    CHECK(contents(folder / "aof.rewrite") == "");
    CHECK(!log.has("error"));
  }
}

/// The last database that the new file is told of is not the one where commands go on.
Task<void> rewrite_two_databases(Bench& bench, AppendOnly& append_only) {
  for (const char* line : {"SELECT 9", "SET b 1", "SELECT 0", "SET a 1"}) bench.run(line);
  CHECK(append_only.start_rewrite());
  while (append_only.status().rewrites == 0) co_await sleep(Duration::zero());
  bench.run("SET c 1");
}

TEST_CASE("append-only: after a rewrite, commands go on in their database") {
  const Folder folder;
  const LogLines log;
  Bench bench;
  serve_with(bench, {.path = folder / "aof"}, rewrite_two_databases);
  CHECK(Start(folder / "aof").data == Snapshot{{"9 b", "1"}, {"0 a", "1"}, {"0 c", "1"}});
}

Task<void> overwrite(Bench& bench, AppendOnly& append_only) {
  for (int i = 0; append_only.status().rewrites == 0; ++i) {
    if (!append_only.status().rewriting) bench.run("SET a " + std::to_string(i));
    co_await sleep(Duration::zero());
  }
  CHECK(append_only.status().base_size < 1000);
}

TEST_CASE("append-only: it is rewritten by itself when it has doubled, and is long enough") {
  const Folder folder;
  const LogLines log;
  Bench bench;
  serve_with(bench, {.path = folder / "aof", .rewrite_min_size = 10'000}, overwrite);
  CHECK(log.has("info append-only file: rewritten"));
  CHECK(Start(folder / "aof").data == snapshot(bench.instance.keyspace));
}

Task<void> rewrite_in_vain(Bench& bench, AppendOnly& append_only) {
  bench.run("SET a 1");
  CHECK(append_only.start_rewrite());
  while (append_only.status().rewrites == 0) co_await sleep(Duration::zero());
  CHECK(!append_only.status().last_rewrite_worked);
  bench.run("SET b 2");
}

TEST_CASE("append-only: when the new file cannot be made, the old one goes on") {
  const Folder folder;
  const LogLines log;
  {
    Bench bench;
    AppendOnly append_only(bench.instance, {.path = folder / "aof"});
    // Somebody else has the file that the new one needs.
    const LogFile in_the_way(folder / "aof.rewrite", LogFile::Begin::as_it_is);
    run(append_only.work_beside(rewrite_in_vain(bench, append_only)));
  }
  CHECK(log.has("error append-only file: cannot rewrite it"));
  CHECK(Start(folder / "aof").data == Snapshot{{"0 a", "1"}, {"0 b", "2"}});
}

TEST_CASE("append-only: a rewrite that the stop cuts off leaves the old file") {
  const Folder folder;
  const LogLines log;
  Bench bench;
  serve_with(bench, {.path = folder / "aof"}, [](Bench& b, AppendOnly& a) {
    b.run("SET a 1");
    a.start_rewrite();
    return write_only(b, a);
  });
  CHECK(Start(folder / "aof").data == Snapshot{{"0 a", "1"}, {"5 b", "2 @1800000000000"}});
  CHECK(contents(folder / "aof.rewrite") == "");
}

}  // namespace
}  // namespace kit::resp::test
