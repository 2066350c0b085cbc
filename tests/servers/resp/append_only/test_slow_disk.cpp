// A disk that stands still: under `everysec` and `no` nobody waits for it, until 64 MiB wait to be
// written. Then whoever writes waits, so that the server's memory has a limit.
#include <doctest/doctest.h>

#include <latch>

#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "servers/resp/append_only/append_only.hpp"
#include "tests/servers/resp/append_only/files.hpp"
#include "tests/support/loops.hpp"

namespace kit::resp::test {
namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

/// A megabyte for a new value of the same key, and then a pass of the loop, as a client's turn is.
Task<void> write_mebibytes(Bench& bench, const AppendOnly& append_only, int count) {
  const std::string value(mebibyte, 'x');
  for (int i = 0; i < count; ++i) {
    CHECK(!append_only.must_wait());
    CHECK(bench.run_words({"SET", "key", value}) == "+OK\r\n");
    co_await sleep(Duration::zero());
  }
}

Task<void> wait_for(AppendOnly& append_only) { co_await append_only.wait(); }

Task<void> write_against_a_still_disk(Bench& bench, AppendOnly& append_only, std::latch& disk) {
  co_await write_mebibytes(bench, append_only, 64);
  CHECK(append_only.must_wait());  // 64 MiB, and the words around them
  CHECK(append_only.status().buffer_size > 64 * mebibyte);
  CHECK(append_only.status().buffer_size < 65 * mebibyte);
  const TaskHandle<void> writing = create_task(wait_for(append_only));
  co_await kit::test::passes(100);
  CHECK(!writing.done());
  disk.count_down();
  co_await writing;
  CHECK(!append_only.must_wait());
  co_await write_mebibytes(bench, append_only, 1);
}

TEST_CASE("append-only: with a disk that stands still, who writes waits from 64 MiB on") {
  for (const SyncPolicy policy : {SyncPolicy::everysec, SyncPolicy::no}) {
    CAPTURE(static_cast<int>(policy));
    const Folder folder;
    const LogLines log;
    Bench bench;
    std::latch disk(1);
    auto file = std::make_unique<FaultyFile>(folder / "aof");
    file->disk = &disk;
    AppendOnly append_only(bench.instance,
                           {.path = folder / "aof", .sync = policy, .rewrite_percentage = 0},
                           std::move(file));
    run(append_only.work_beside(write_against_a_still_disk(bench, append_only, disk)));
    CHECK(append_only.status().buffer_size == 0);
    CHECK(contents(folder / "aof").size() > 65 * mebibyte);
  }
}

}  // namespace
}  // namespace kit::resp::test
