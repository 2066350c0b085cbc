#include "servers/resp/append_only/append_only.hpp"

#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/run_in_executor.hpp"
#include "loop/wakeup.hpp"
#include "servers/resp/append_only/load.hpp"

namespace kit::resp {
namespace {

/// What may wait to be written before clients have to wait. A second of what a disk takes.
constexpr std::uint64_t most_unwritten = 64 * 1024 * 1024;

/// So long a group under `always` grows at most, once the disk is free: some hundred commands. To
/// sync it takes the processor as long as some ten of them.
constexpr Duration longest_gathering = std::chrono::microseconds(500);

}  // namespace

AppendOnly::AppendOnly(Instance& instance, AppendOnlyOptions the_options)
    : AppendOnly(instance, the_options,
                 std::make_unique<LogFile>(the_options.path, LogFile::Begin::as_it_is)) {}

AppendOnly::AppendOnly(Instance& instance, AppendOnlyOptions the_options,
                       std::unique_ptr<LogFile> file)
    : options(std::move(the_options)), instance_(instance), first_file_(std::move(file)) {
  (void)::unlink((options.path + new_file_suffix).c_str());  // of a rewrite that a crash ended
  const TimePoint begin = monotonic_clock().now();
  const Loaded loaded = load(instance_, *first_file_);
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(monotonic_clock().now() - begin);
  log(LogLevel::info, "append-only file '" + options.path +
                          "': " + std::to_string(loaded.commands) + " commands in " +
                          std::to_string(took.count()) + " ms");
  status_.current_size = status_.base_size = first_file_->size();
  instance_.journal = this;
}

AppendOnly::~AppendOnly() {
  instance_.journal = nullptr;
  if (writer_) writer_->hand_over(stream_.bytes());
}

void AppendOnly::before_change(std::size_t database, std::string_view key) {
  if (new_file_ && !holding_) new_file_->content.before_change(database, key);
}

void AppendOnly::append(std::size_t database, std::span<const std::string_view> words) {
  const std::size_t before = stream_.bytes().size();
  stream_.add(database, words);
  const std::size_t added = stream_.bytes().size() - before;
  appended_ += added;
  status_.current_size += added;
  if (new_file_ && !holding_) new_file_->content.append(database, words);
  flush_soon();
}

void AppendOnly::flush_soon() noexcept {
  if (loop_ != nullptr && !flush_.linked()) loop_->schedule(flush_);
}

/// Once in a pass: all of its commands are one group. Under `always`, where each group costs a
/// sync, those of all the passes until there is nothing else to do.
void AppendOnly::flush_or_gather() {
  if (!writer_ || holding_) return;
  if (options.sync != SyncPolicy::always) return flush();
  if (is_syncing()) return;  // on_progress() goes on
  if (has_to_gather()) return flush_soon();
  flush();
}

/// Those who are to run next bring commands, most likely.
bool AppendOnly::has_to_gather() {
  if (loop_->is_last()) return false;
  const TimePoint now = loop_->time();
  if (!gather_until_) gather_until_ = now + longest_gathering;
  return now < *gather_until_;
}

/// True while a group is on its way to the disk; then on_progress() will be called.
bool AppendOnly::is_syncing() {
  const std::uint64_t handed_over = appended_ - stream_.bytes().size();
  if (synced_ != handed_over) ask();
  return synced_ != handed_over;
}

void AppendOnly::flush() {
  if (!writer_ || holding_) return;
  gather_until_.reset();
  writer_->hand_over(stream_.bytes());
  if (new_file_) new_file_->hand_over();
  if (appended_ - written_ > most_unwritten) count(writer_->state());
  rewrite_if_grown();
}

/// Who waits for what stands before this in the file may go on.
std::uint64_t AppendOnly::safe() const noexcept {
  return options.sync == SyncPolicy::always ? synced_ : written_ + most_unwritten;
}

bool AppendOnly::must_wait() const noexcept { return safe() < appended_; }

void AppendOnly::add_waiting(JournalWait& waiting) noexcept {
  waiting.position = appended_;
  waiting_.push_back(waiting);
  ask();
}

/// All of a group at once, and nobody of the next.
void AppendOnly::wake_waiting() noexcept {
  while (!waiting_.empty()) {
    if (waiting_.front().position <= safe())
      waiting_.pop_front()->wake();
    else if (asked_ || !writer_)
      return;
    else
      ask();
  }
}

/// For one call of on_progress(), when the Writer has done more than it has by now.
void AppendOnly::ask() noexcept {
  if (!writer_ || std::exchange(asked_, true)) return;
  count(writer_->tell());
}

void AppendOnlyOptions::take_over(const Parameters& parameters) {
  sync = parse_sync_policy(parameters.appendfsync).value_or(sync);
  rewrite_percentage = parameters.aof_rewrite_percentage;
  rewrite_min_size = parameters.aof_rewrite_min_size;
}

void AppendOnly::obey(const Parameters& parameters) {
  options.take_over(parameters);
  if (writer_) writer_->set_policy(options.sync, Writer::OnError::try_again);
  // Whoever waits may have waited for more than it must from now on.
  wake_waiting();
  progress_.set();
  progress_.clear();
}

JournalStatus AppendOnly::status() const {
  JournalStatus status = status_;
  status.rewriting = rewrite_task_.has_value();
  status.last_write_worked = refusal_.empty();
  status.buffer_size = stream_.bytes().size();
  if (writer_) status.buffer_size += writer_->state().backlog();
  return status;
}

Task<void> AppendOnly::work_beside(Task<void> serving) {
  begin();
  try {
    co_await std::move(serving);
    co_await finish();
  } catch (...) {
    loop_ = nullptr;
    throw;
  }
  loop_ = nullptr;
}

void AppendOnly::begin() {
  if (!first_file_) throw std::logic_error("AppendOnly::work_beside: once only");
  loop_ = &EventLoop::current();
  writer_ = make_writer(std::move(first_file_), options.sync, Writer::OnError::try_again);
  if (appended_ > 0) loop_->schedule(flush_);
}

std::unique_ptr<Writer> AppendOnly::make_writer(std::unique_ptr<LogFile> file, SyncPolicy policy,
                                                Writer::OnError on_error) {
  // A Writer may outlive the loop, which then refuses.
  const auto tell_loop = [this, wakeup = loop_->wakeup()] {
    try {
      wakeup->post([this] { on_progress(); }, std::source_location::current());
    } catch (const std::runtime_error&) {
    }
  };
  return std::make_unique<Writer>(std::move(file), policy, on_error, tell_loop);
}

void AppendOnly::count(const WriterState& state) noexcept {
  written_ = ahead_of_writer_ + state.written;
  synced_ = ahead_of_writer_ + state.synced;
  status_.current_size = state.file_size + state.backlog() + stream_.bytes().size();
}

void AppendOnly::on_progress() {
  asked_ = false;
  const WriterState state = writer_->state();
  count(state);
  check_errors(state);
  // Before those who wait: what they are about to do belongs to the next group.
  if (!stream_.bytes().empty()) flush_soon();
  wake_waiting();
  progress_.set();
  progress_.clear();
}

void AppendOnly::check_errors(const WriterState& state) {
  if (state.ended) stop_server(state.complaint);
  if (state.error == 0) {
    if (!refusal_.empty()) log(LogLevel::info, "the append-only file can be written again");
    return refusal_.clear();
  }
  if (refusal_.empty())
    log(LogLevel::error,
        state.complaint + ": commands that write are refused until it works (free some space)");
  refusal_ = std::string("MISCONF Errors writing to the AOF file: ") + std::strerror(state.error);
}

void AppendOnly::stop_server(const std::string& complaint) {
  log(LogLevel::error, complaint +
                           ": nothing more can be promised, so the server stops (free some space, "
                           "or mend the disk, and start it again)");
  throw SystemExit(1);
}

/// All that was appended is on the disk, or the user has been told that it is not.
Task<void> AppendOnly::finish() {
  while (new_file_ && holding_) co_await progress_.wait();
  if (rewrite_task_) rewrite_task_->cancel();
  flush();
  writer_->sync();
  for (;;) {
    const WriterState state = writer_->tell();
    count(state);
    if (synced_ == appended_) co_return;
    if (state.error != 0)
      throw std::runtime_error(state.complaint + ": the last commands are lost");
    co_await progress_.wait();
  }
}

}  // namespace kit::resp
