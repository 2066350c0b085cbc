// The thread that writes: in groups, in order, and what it does when the disk does not want to.
#include "servers/resp/append_only/writer.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "loop/errors.hpp"
#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

/// A Writer, and a way to wait until its state is as wanted.
class Desk {
 public:
  Desk(SyncPolicy policy, Writer::OnError on_error, std::uint64_t room, int sync_error)
      : file_(new FaultyFile(folder_ / "aof")) {
    file_->room = room;
    file_->sync_error = sync_error;
    writer.emplace(std::unique_ptr<LogFile>(file_), policy, on_error, [this] {
      const std::lock_guard lock(mutex_);
      ++progress_;
      progressed_.notify_all();
    });
  }
  explicit Desk(SyncPolicy policy) : Desk(policy, Writer::OnError::try_again, UINT64_MAX, 0) {}

  void hand_over(std::string bytes) { writer->hand_over(bytes); }
  /// From now on, how long the file was at its last sync. Before anything is handed over.
  void note_syncs(std::uint64_t& synced) { file_->synced = &synced; }

  template <class Condition>
  WriterState wait_until(Condition condition) {
    for (;;) {
      std::uint64_t seen = 0;
      {
        const std::lock_guard lock(mutex_);
        seen = progress_;
      }
      const WriterState state = writer->tell();
      if (condition(state)) return state;
      std::unique_lock lock(mutex_);
      progressed_.wait(lock, [&] { return progress_ != seen; });
    }
  }
  std::string written() const { return contents(folder_ / "aof"); }

 private:
  Folder folder_;
  FaultyFile* file_;  // the Writer's
  std::mutex mutex_;
  std::condition_variable progressed_;
  std::uint64_t progress_ = 0;

 public:
  std::optional<Writer> writer;  // last: it ends first
};

bool all_synced(const WriterState& state) { return state.synced == state.handed_over; }
bool all_written(const WriterState& state) { return state.written == state.handed_over; }
bool has_ended(const WriterState& state) { return state.ended; }

TEST_CASE("append-only writer: under always, all is synced without asking") {
  Desk desk(SyncPolicy::always);
  std::string all;
  for (int i = 0; i < 100; ++i) {
    desk.hand_over(std::to_string(i) + ",");
    if (i % 10 == 0) desk.wait_until(all_synced);
  }
  const WriterState state = desk.wait_until(all_synced);
  CHECK(state.written == state.handed_over);
  CHECK(state.error == 0);
}

TEST_CASE("append-only writer: under no, it is written, and synced on demand") {
  Desk desk(SyncPolicy::no);
  desk.hand_over("abc");
  CHECK(desk.wait_until(all_written).synced == 0);
  CHECK(desk.written() == "abc");
  desk.writer->sync();
  CHECK(desk.wait_until(all_synced).synced == 3);
}

TEST_CASE("append-only writer: under everysec, it is synced by and by") {
  Desk desk(SyncPolicy::everysec);
  desk.hand_over("abc");
  desk.wait_until(all_synced);
  CHECK(desk.written() == "abc");
}

TEST_CASE("append-only writer: what was handed over is written before it goes") {
  for (const SyncPolicy policy : {SyncPolicy::no, SyncPolicy::everysec, SyncPolicy::always}) {
    for (int i = 0; i < 20; ++i) {
      Desk desk(policy);
      desk.hand_over("abc");
      desk.hand_over("def");
      desk.writer.reset();
      // In one group or in two.
      const std::string bytes = desk.written();
      CHECK(bytes.find("abc") != bytes.npos);
      CHECK(bytes.ends_with("def"));
    }
  }
}

TEST_CASE("append-only writer: what was written is synced before it goes, whatever the policy") {
  for (const SyncPolicy policy : {SyncPolicy::no, SyncPolicy::everysec, SyncPolicy::always}) {
    CAPTURE(static_cast<int>(policy));
    std::uint64_t synced = 0;
    Desk desk(policy);
    desk.note_syncs(synced);
    desk.hand_over("abc");
    desk.wait_until(all_written);
    desk.hand_over("def");
    desk.writer.reset();
    CHECK(synced == desk.written().size());
  }
}

TEST_CASE("append-only writer: one that has nothing to sync does not when it goes") {
  std::uint64_t synced = UINT64_MAX;
  Desk desk(SyncPolicy::no);
  desk.note_syncs(synced);
  desk.writer.reset();
  CHECK(synced == UINT64_MAX);
}

TEST_CASE("append-only writer: a failed write under always is the end, and nothing of it is kept") {
  Desk desk(SyncPolicy::always, Writer::OnError::try_again, 40, 0);
  desk.hand_over("first");
  const WriterState state = desk.wait_until(has_ended);
  CHECK(state.error == ENOSPC);
  CHECK(state.complaint.find("write of '") != std::string::npos);
  CHECK(state.complaint.find("No space left on device") != std::string::npos);
  CHECK(state.synced == 0);
  desk.hand_over("second");
  desk.writer.reset();
  CHECK(desk.written() == group(""));
}

TEST_CASE("append-only writer: a failed sync is the end under every policy") {
  for (const SyncPolicy policy : {SyncPolicy::no, SyncPolicy::everysec, SyncPolicy::always}) {
    Desk desk(policy, Writer::OnError::try_again, UINT64_MAX, EIO);
    desk.hand_over("first");
    desk.writer->sync();
    const WriterState state = desk.wait_until(has_ended);
    CHECK(state.error == EIO);
    CHECK(state.synced == 0);
  }
}

TEST_CASE("append-only writer: others try again, and say so meanwhile") {
  Desk desk(SyncPolicy::no, Writer::OnError::try_again, 2, 0);
  desk.hand_over("first");
  const WriterState state = desk.wait_until([](const WriterState& s) { return s.error != 0; });
  CHECK(state.error == ENOSPC);
  CHECK(!state.ended);
  CHECK(state.backlog() == 5);
  CHECK(desk.written() == "");
}

TEST_CASE("append-only writer: one that is to give up gives up") {
  Desk desk(SyncPolicy::no, Writer::OnError::give_up, 2, 0);
  desk.hand_over("first");
  CHECK(desk.wait_until(has_ended).error == ENOSPC);
}

}  // namespace
}  // namespace kit::resp::test
