// AppendOnly, second half: how a new file comes into the place of the old one.
#include <exception>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/run_in_executor.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/resp/append_only/append_only.hpp"

namespace kit::resp {
namespace {

/// The clients' turn comes after this; see design: no command waits for longer than a millisecond.
constexpr Duration slice = std::chrono::microseconds(250);
/// Of the new file, what may wait for the disk in memory.
constexpr std::uint64_t most_ahead = 4 * 1024 * 1024;
/// After one that failed, until the next that begins by itself.
constexpr Duration pause_after_failure = std::chrono::seconds(60);

std::unique_ptr<LogFile> open_empty(const std::string& path) {
  return std::make_unique<LogFile>(path, LogFile::Begin::empty);
}

long long milliseconds(Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

void AppendOnly::rewrite_if_grown() {
  const std::uint64_t size = status_.current_size;
  if (rewrite_task_ || options.rewrite_percentage <= 0 || size < options.rewrite_min_size) return;
  const auto growth = static_cast<double>(options.rewrite_percentage) / 100;
  if (static_cast<double>(size) < static_cast<double>(status_.base_size) * (1 + growth)) return;
  if (loop_->time() >= no_rewrite_before_) start_rewrite();
}

bool AppendOnly::start_rewrite() {
  if (rewrite_task_) return false;
  if (loop_ == nullptr) return false;
  rewrite_task_ = create_task(*loop_, rewrite(), "append-only file rewrite");
  return true;
}

Task<void> AppendOnly::rewrite() {
  log(LogLevel::info,
      "append-only file: rewriting, " + std::to_string(status_.current_size) + " bytes");
  const TimePoint since = loop_->time();
  status_.last_rewrite_worked = false;
  try {
    bool done = false;
    while (!done) done = co_await try_to_rewrite();
    status_.last_rewrite_worked = true;
  } catch (const std::exception& error) {
    drop_new_file();
    no_rewrite_before_ = loop_->time() + pause_after_failure;
    log(LogLevel::error,
        std::string("append-only file: cannot rewrite it, the old one is used: ") + error.what());
  } catch (const Cancelled&) {
    drop_new_file();
    throw;
  }
  ++status_.rewrites;
  status_.last_rewrite_ms = milliseconds(loop_->time() - since);
  rewrite_task_.reset();
}

/// False when everything was deleted meanwhile.
Task<bool> AppendOnly::try_to_rewrite() {
  bool out_of_date = false;
  try {
    co_await write_new_file();
  } catch (const OutOfDate&) {
    drop_new_file();
    out_of_date = true;
  }
  co_return !out_of_date;
}

Task<void> AppendOnly::write_new_file() {
  const auto open = [path = options.path + new_file_suffix] { return open_empty(path); };
  std::unique_ptr<LogFile> file = co_await run_in_executor(open);
  std::unique_ptr<Writer> writer =
      make_writer(std::move(file), SyncPolicy::no, Writer::OnError::give_up);
  new_file_ = std::make_unique<NewFile>(instance_.keyspace, std::move(writer));
  co_await dump();
  // The bulk, while clients go on; then what they have done meanwhile, while they wait.
  co_await until_new_file_is_synced();
  hold();
  co_await until_new_file_is_synced();
  co_await put_in_place();
  switch_to_new_file();
}

/// If the new name does not last, a crash may bring the old file back, without what follows: that
/// cannot be promised away, so the server stops.
Task<void> AppendOnly::put_in_place() {
  const auto rename = [from = options.path + new_file_suffix, to = options.path] {
    rename_file(from, to);
  };
  co_await run_in_executor(rename);
  const auto make_it_last = [path = options.path] { sync_folder(path); };
  std::string complaint;
  try {
    co_await run_in_executor(make_it_last);
    co_return;
  } catch (const OSError& error) {
    complaint = error.what();
  }
  stop_server(complaint);
}

Task<void> AppendOnly::dump() {
  bool more = true;
  while (more) {
    const TimePoint end = loop_->time() + slice;
    while (more && loop_->time() < end) more = new_file_->content.write_some();
    new_file_->hand_over();
    for (;;) {
      const WriterState state = new_file_->check();
      if (state.backlog() <= most_ahead) break;
      co_await progress_.wait();
    }
    co_await sleep(Duration::zero());
  }
}

Task<void> AppendOnly::until_new_file_is_synced() {
  new_file_->hand_over();
  new_file_->writer().sync();
  const std::uint64_t target = new_file_->check().handed_over;
  for (;;) {
    const WriterState state = new_file_->check();
    if (state.synced >= target) co_return;
    co_await progress_.wait();
  }
}

/// The instant P: see the head of append_only.hpp.
void AppendOnly::hold() {
  flush();
  holding_ = true;
  stream_.forget_database();
}

void AppendOnly::switch_to_new_file() {
  std::unique_ptr<Writer> old = std::exchange(writer_, new_file_->take());
  writer_->file().set_path(options.path);
  writer_->set_policy(options.sync, Writer::OnError::try_again);
  const WriterState state = writer_->state();
  log(LogLevel::info, "append-only file: rewritten, " + std::to_string(state.file_size) + " bytes");
  // What is held is neither written nor synced; all else is.
  const std::uint64_t done = appended_ - stream_.bytes().size();
  ahead_of_writer_ = done - state.handed_over;
  status_.base_size = state.file_size;
  status_.current_size = state.file_size + stream_.bytes().size();
  holding_ = false;
  new_file_.reset();
  retire(std::move(old));
  flush();
  on_progress();
}

void AppendOnly::drop_new_file() {
  new_file_.reset();
  if (!std::exchange(holding_, false)) return;
  flush();
  on_progress();
}

}  // namespace kit::resp
