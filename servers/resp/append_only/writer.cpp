#include "servers/resp/append_only/writer.hpp"

#include <utility>

#include "loop/errors.hpp"

namespace kit::resp {
namespace {

constexpr Duration second = std::chrono::seconds(1);
/// What an idle Writer may keep of a big group's memory.
constexpr std::size_t kept_bytes = 1024 * 1024;

}  // namespace

/// What the pool's one thread does until the Writer goes.
class Writer::Thread final : public Work {
 public:
  explicit Thread(Writer& writer) : writer_(writer) {}
  void run(std::shared_ptr<Work>) noexcept override { writer_.serve(); }

 private:
  Writer& writer_;
};

Writer::Writer(std::unique_ptr<LogFile> file, SyncPolicy policy, OnError on_error,
               std::function<void()> on_progress)
    : file_(std::move(file)),
      on_progress_(std::move(on_progress)),
      policy_(policy),
      on_error_(on_error),
      last_sync_(monotonic_clock().now()) {
  state_.file_size = file_->size();
  thread_.submit(std::make_shared<Thread>(*this));
}

Writer::~Writer() {
  Lock lock(mutex_);
  stopping_ = true;
  sync_wanted_ = state_.handed_over;
  something_to_do_.notify_all();
  // A pool that goes drops what it has not begun.
  something_to_do_.wait(lock, [this] { return done_; });
}

void Writer::hand_over(std::string& bytes) {
  if (bytes.empty()) return;
  const Lock lock(mutex_);
  state_.handed_over += bytes.size();
  if (next_.empty())
    next_.swap(bytes);
  else
    next_ += bytes;
  bytes.clear();
  something_to_do_.notify_one();
}

void Writer::sync() {
  const Lock lock(mutex_);
  sync_wanted_ = state_.handed_over;
  something_to_do_.notify_one();
}

WriterState Writer::tell() {
  const Lock lock(mutex_);
  told_ = false;
  return state_;
}

void Writer::abandon() {
  const Lock lock(mutex_);
  state_.ended = true;
  something_to_do_.notify_one();
}

void Writer::set_policy(SyncPolicy policy, OnError on_error) {
  const Lock lock(mutex_);
  policy_ = policy;
  on_error_ = on_error;
  something_to_do_.notify_one();
}

WriterState Writer::state() const {
  const Lock lock(mutex_);
  return state_;
}

void Writer::serve() noexcept {
  Lock lock(mutex_);
  for (;;) {
    wait_for_work(lock);
    if (!has_work()) break;  // stopping
    const bool written = write_group(lock);
    if (written && has_to_sync()) sync_group(lock);
    if (!written && stopping_) break;
  }
  done_ = true;
  something_to_do_.notify_all();
}

bool Writer::has_work() const noexcept {
  if (state_.ended) return false;
  return !group_.empty() || !next_.empty() || has_to_sync();
}

bool Writer::has_to_sync() const noexcept {
  if (state_.synced == state_.written) return false;
  if (policy_ == SyncPolicy::always || sync_wanted_ > state_.synced) return true;
  return policy_ == SyncPolicy::everysec && monotonic_clock().now() >= last_sync_ + second;
}

/// Until there is some, or the Writer is stopping.
void Writer::wait_for_work(Lock& lock) {
  while (!stopping_) {
    const bool retrying = !state_.ended && !group_.empty();
    if (!retrying && has_work()) return;
    if (retrying && monotonic_clock().now() >= retry_at_) return;
    if (retrying)
      something_to_do_.wait_until(lock, retry_at_);
    else if (policy_ == SyncPolicy::everysec && state_.synced < state_.written && !state_.ended)
      something_to_do_.wait_until(lock, last_sync_ + second);
    else
      something_to_do_.wait(lock);
  }
}

/// False when it could not be written.
bool Writer::write_group(Lock& lock) {
  if (group_.empty()) group_.swap(next_);
  if (group_.empty()) return true;
  const bool as_group = policy_ == SyncPolicy::always;
  lock.unlock();
  int error = 0;
  std::string complaint;
  try {
    if (as_group)
      file_->append_group(group_);
    else
      file_->append(group_);
  } catch (const OSError& failure) {
    error = failure.error_number();
    complaint = failure.what();
  }
  lock.lock();
  if (error != 0) {
    const bool for_good = policy_ == SyncPolicy::always || on_error_ == OnError::give_up;
    fail(error, std::move(complaint), for_good);
    report(lock, true);
    return false;
  }
  const bool was_failing = std::exchange(state_.error, 0) != 0;
  state_.written += group_.size();
  state_.file_size = file_->size();
  group_.clear();
  if (group_.capacity() > kept_bytes) std::string().swap(group_);
  // With a sync to come, those who wait are told after that.
  if (was_failing || !has_to_sync()) report(lock, was_failing);
  return true;
}

void Writer::sync_group(Lock& lock) {
  const std::uint64_t written = state_.written;
  lock.unlock();
  int error = 0;
  std::string complaint;
  try {
    file_->sync();
  } catch (const OSError& failure) {
    error = failure.error_number();
    complaint = failure.what();
  }
  lock.lock();
  if (error != 0) {
    fail(error, std::move(complaint), true);
  } else {
    state_.synced = written;
    last_sync_ = monotonic_clock().now();
  }
  report(lock, error != 0);
}

void Writer::fail(int error, std::string complaint, bool for_good) {
  state_.error = error;
  state_.complaint = std::move(complaint);
  state_.ended = for_good;
  retry_at_ = monotonic_clock().now() + second;
}

void Writer::report(Lock& lock, bool also_unasked) {
  if (std::exchange(told_, true) && !also_unasked) return;
  lock.unlock();
  on_progress_();
  lock.lock();
}

}  // namespace kit::resp
