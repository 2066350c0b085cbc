// AppendOnly: the journal that is a file of commands, which the next start executes again.
//
// The loop only appends to a string, and hands it to a Writer's thread once in each of its passes.
// Under SyncPolicy::always, where each of these groups costs a sync, it gathers longer: while the
// group before is on its way to the disk, and then until there is nothing else to do.
//
// A client waits for the disk under SyncPolicy::always, and under the others only while more than
// most_unwritten bytes wait to be written: a disk that is slower than the clients slows them down.
//
// When the file has doubled, it is rewritten: see Rewrite. The new file has a Writer of its own,
// so that its bulk does not delay the commands' syncs. The switch, at one instant P:
//
//   before P    commands go to the old file, and the same to the new one
//   from P on   commands stay here, and whoever waits for the disk waits
//   then        the new file is synced; renamed over the old one; gets what has gathered since P
//
// So the file of that name is complete at any moment, whenever the power fails. If the new file
// cannot be finished, the old one gets what has gathered, and nothing is lost.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "loop/event_loop.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/sync/event.hpp"
#include "servers/resp/append_only/encode.hpp"
#include "servers/resp/append_only/new_file.hpp"
#include "servers/resp/append_only/sync_policy.hpp"
#include "servers/resp/append_only/writer.hpp"
#include "servers/resp/state/instance.hpp"
#include "servers/resp/state/journal.hpp"

namespace kit::resp {

struct AppendOnlyOptions {
  std::string path;
  SyncPolicy sync = SyncPolicy::everysec;
  /// Rewritten by itself when it has grown by so many percent since the last time, 0: never,
  int rewrite_percentage = 100;
  /// and is at least so long, in bytes.
  std::uint64_t rewrite_min_size = 64 * 1024 * 1024;

  /// All but the path.
  void take_over(const Parameters& parameters);
};

class AppendOnly final : public Journal {
 public:
  /// Opens the file, makes it if it is not there, executes it, and becomes the journal of
  /// `instance`, which must outlive it. Blocks. Throws std::runtime_error, which says what to do.
  AppendOnly(Instance& instance, AppendOnlyOptions options);
  /// The same with a file that is open already; `options.path` is where it is.
  AppendOnly(Instance& instance, AppendOnlyOptions options, std::unique_ptr<LogFile> file);
  /// Writes and syncs what is left, if it can.
  ~AppendOnly() override;
  AppendOnly(const AppendOnly&) = delete;
  AppendOnly& operator=(const AppendOnly&) = delete;

  /// Works while `serving` does, in the loop that runs, and after it until all is on the disk. Once
  /// only. Throws SystemExit when the file can no longer be trusted to be complete; see Writer.
  Task<void> work_beside(Task<void> serving);

  AppendOnlyOptions options;

  void before_change(std::size_t database, std::string_view key) override;
  void append(std::size_t database, std::span<const std::string_view> words) override;
  bool must_wait() const noexcept override;
  std::string_view refusal() const noexcept override { return refusal_; }
  bool start_rewrite() override;
  JournalStatus status() const override;
  void obey(const Parameters& parameters) override;

 private:
  class Flush final : public Handle {
   public:
    explicit Flush(AppendOnly& owner) noexcept : owner_(owner) {}
    void run() override { owner_.flush_or_gather(); }

   private:
    AppendOnly& owner_;
  };

  void add_waiting(JournalWait& waiting) noexcept override;
  std::uint64_t safe() const noexcept;
  void wake_waiting() noexcept;
  void ask() noexcept;
  void begin();
  std::unique_ptr<Writer> make_writer(std::unique_ptr<LogFile> file, SyncPolicy policy,
                                      Writer::OnError on_error);
  void flush_or_gather();
  bool has_to_gather();
  bool is_syncing();
  void flush_soon() noexcept;
  void flush();
  void count(const WriterState& state) noexcept;
  void on_progress();
  void check_errors(const WriterState& state);
  [[noreturn]] void stop_server(const std::string& complaint);
  Task<void> finish();

  // rewriting.cpp
  void rewrite_if_grown();
  Task<void> rewrite();
  Task<bool> try_to_rewrite();
  Task<void> write_new_file();
  Task<void> dump();
  Task<void> until_new_file_is_synced();
  Task<void> put_in_place();
  void hold();
  void switch_to_new_file();
  void drop_new_file();

  /// A file that is not in its place yet.
  static constexpr const char* new_file_suffix = ".rewrite";

  Instance& instance_;
  EventLoop* loop_ = nullptr;            // null: not yet, or no longer
  std::unique_ptr<LogFile> first_file_;  // until there is a loop, and a Writer
  std::unique_ptr<Writer> writer_;
  CommandStream stream_;
  Flush flush_{*this};
  std::optional<TimePoint> gather_until_;  // at the latest; none: has not begun

  // Bytes of commands, counted from the start of the server.
  std::uint64_t appended_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t synced_ = 0;
  /// What the present Writer's counters lack, or have too much: modulo 2^64.
  std::uint64_t ahead_of_writer_ = 0;

  LinkedList<JournalWait> waiting_;  // by position
  bool asked_ = false;               // so on_progress() will be called
  Event progress_;                   // more was written or synced, of either file
  std::string refusal_;

  std::unique_ptr<NewFile> new_file_;  // while the file is rewritten
  bool holding_ = false;               // from P on
  std::optional<TaskHandle<>> rewrite_task_;
  TimePoint no_rewrite_before_{};
  JournalStatus status_;  // but for buffer_size
};

}  // namespace kit::resp
