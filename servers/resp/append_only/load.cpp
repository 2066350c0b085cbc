#include "servers/resp/append_only/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <string_view>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/os/clock.hpp"
#include "servers/resp/append_only/groups.hpp"
#include "servers/resp/commands/execute.hpp"
#include "servers/resp/protocol/request.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t piece = 256 * 1024;
constexpr Duration between_reports = std::chrono::seconds(2);
/// Of a command that the file should not hold, as much as a person needs to recognise it.
constexpr std::size_t most_shown = 200;

/// Nobody dies, nobody is evicted (see make_room), and no client's command is counted.
class Undisturbed {
 public:
  explicit Undisturbed(Instance& instance) : instance_(instance), statistics_(instance.statistics) {
    instance.update_time();
    instance.keyspace.state().now = 0;
  }
  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;
  ~Undisturbed() {
    instance_.statistics = statistics_;
    instance_.update_time();
  }

 private:
  Instance& instance_;
  Statistics statistics_;
};

class Loading {
 public:
  Loading(Instance& instance, LogFile& file) : instance_(instance), file_(file) {}

  Loaded run();

 private:
  bool read_more();
  void execute_buffered();
  bool read_annotations();
  bool enter_group(const GroupHeader& header);
  void take(std::size_t bytes) noexcept;
  void check_begin() const;
  void leave_transaction();
  void cut_off_rest();
  std::uint64_t behind_broken_group() const;
  void execute_one(Arguments arguments);
  void report_progress();
  std::string place() const;
  [[noreturn]] void fail(const std::string& reason) const;

  std::string_view rest() const { return std::string_view(buffer_).substr(taken_); }

  Instance& instance_;
  LogFile& file_;
  Client client_;
  RequestParser parser_;
  std::string buffer_;
  std::size_t taken_ = 0;        // of buffer_
  std::uint64_t offset_ = 0;     // in the file, of the command at `taken_`
  std::uint64_t multi_ = 0;      // the same of the last MULTI
  std::uint64_t read_ = 0;       // from the file so far
  std::uint64_t group_end_ = 0;  // of the last group; past offset_: in it
  bool grouped_ = false;         // in the part of the file that is groups
  bool broken_ = false;          // the last group is not whole
  std::uint64_t commands_ = 0;
  std::string reply_;
  TimePoint reported_ = monotonic_clock().now();
};

/// A server of today may be asked to refuse what one of yesterday took: no limit here.
constexpr RequestLimits no_limits{.bulk = std::numeric_limits<std::int64_t>::max()};

Loaded Loading::run() {
  const Undisturbed undisturbed(instance_);
  while (!broken_ && read_more()) {
    execute_buffered();
    report_progress();
  }
  leave_transaction();
  const std::uint64_t rest = file_.size() - offset_;
  if (rest > 0) cut_off_rest();
  if (grouped_) file_.set_grouped();
  return {.commands = commands_, .cut_off = rest};
}

/// One whose EXEC is not there was torn, and none of it was done. A group holds all of one.
void Loading::leave_transaction() {
  if (client_.transaction == nullptr) return;
  if (grouped_) fail("a transaction without its end");
  offset_ = multi_;
  client_.transaction.reset();
}

/// What a crash leaves behind: reserved space, or something that was being written.
void Loading::cut_off_rest() {
  const std::uint64_t end = file_.size();
  const std::string size = std::to_string(end - offset_);
  if (only_zeros_follow(file_.fd(), offset_, end)) {
    log(LogLevel::info,
        place() + "the last stop was a crash: " + size + " empty bytes are cut off");
  } else {
    if (grouped_ && something_whole_follows(file_.fd(), behind_broken_group(), end))
      fail("this group of commands is damaged, and others follow");
    log(LogLevel::warning, place() + "the last commands are not complete, as after a crash: " +
                               size + " bytes are cut off");
  }
  file_.cut_off(offset_);
  file_.sync();
}

/// What a client once sent may look like a group: as long as it is known where the broken one ends,
/// nobody looks into it.
std::uint64_t Loading::behind_broken_group() const {
  const auto header = parse_group_header(rest());
  const std::uint64_t left = file_.size() - offset_;
  if (!header || header->size > left - header->header_size) return offset_ + 1;
  return offset_ + header->header_size + header->size;
}

/// False at the end of the file.
bool Loading::read_more() {
  buffer_.erase(0, taken_);
  taken_ = 0;
  const std::size_t kept = buffer_.size();
  // More for a long value, whose beginning is not copied again for each piece of it.
  buffer_.resize(kept + std::max(piece, kept));
  ssize_t got = 0;
  do {
    got = ::pread(file_.fd(), buffer_.data() + kept, buffer_.size() - kept,
                  static_cast<off_t>(read_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw_os_error(errno, "read of '" + file_.path() + "'");
  buffer_.resize(kept + static_cast<std::size_t>(got));
  read_ += static_cast<std::uint64_t>(got);
  return got > 0;
}

void Loading::execute_buffered() {
  while (read_annotations()) {
    check_begin();
    const Request request = parser_.parse(rest(), no_limits);
    if (request.status == RequestStatus::error) fail(std::string(request.error));
    if (request.status == RequestStatus::incomplete) return;
    execute_one(request.arguments);
    take(request.taken);
  }
}

void Loading::take(std::size_t bytes) noexcept {
  taken_ += bytes;
  offset_ += bytes;
}

/// Lines that begin with a '#': of groups, and "#TS:1767225600", which Redis 7 notes on request.
/// False when more must be read, or nothing more can be.
bool Loading::read_annotations() {
  for (;;) {
    if (rest().empty()) return false;
    if (offset_ < group_end_) return true;
    if (grouped_ && rest().front() != '#') return broken_ = true, false;
    if (rest().front() == '\0' && only_zeros_follow(file_.fd(), offset_, file_.size()))
      return broken_ = true, false;
    if (rest().front() != '#') return true;
    if (const auto header = parse_group_header(rest())) {
      if (!enter_group(*header)) return false;
      continue;
    }
    const std::size_t end = rest().find('\n');
    if (end == std::string_view::npos) return false;
    if (rest().starts_with(plain_line)) grouped_ = false;
    if (grouped_) return broken_ = true, false;
    take(end + 1);
  }
}

/// Nothing of a group is executed before all of it is known to be there.
bool Loading::enter_group(const GroupHeader& header) {
  grouped_ = true;
  const std::string_view bytes = rest().substr(header.header_size);
  const std::uint64_t begin = offset_ + header.header_size;
  if (header.size > file_.size() - begin) return broken_ = true, false;
  if (bytes.size() < header.size) return false;
  if (!matches(header, bytes.substr(0, static_cast<std::size_t>(header.size))))
    return broken_ = true, false;
  take(header.header_size);
  group_end_ = begin + header.size;
  return true;
}

/// A client may send a line of words, or nothing in an array; a file with that is no such file.
void Loading::check_begin() const {
  const std::string_view bytes = rest();
  if (bytes.starts_with("REDIS"))
    fail(
        "this is a snapshot (RDB), and not commands alone: let Redis write the file with "
        "aof-use-rdb-preamble no");
  const bool has_words = bytes.size() < 2 || (bytes[1] >= '1' && bytes[1] <= '9');
  if (!bytes.starts_with('*') || !has_words) fail("no command begins here");
}

void Loading::execute_one(Arguments arguments) {
  reply_.clear();
  if (client_.transaction == nullptr) multi_ = offset_;
  execute(instance_, client_, arguments, reply_);
  ++commands_;
  if (!reply_.starts_with('-')) return;
  const std::string_view line = std::string_view(reply_).substr(1, most_shown);
  std::string shown(arguments[0].substr(0, most_shown));
  fail("'" + shown + "' cannot be repeated: " + std::string(line.substr(0, line.find('\r'))));
}

void Loading::report_progress() {
  const TimePoint now = monotonic_clock().now();
  if (now - reported_ < between_reports) return;
  reported_ = now;
  log(LogLevel::info, "loading '" + file_.path() +
                          "': " + std::to_string(100 * read_ / std::max(file_.size(), read_)) +
                          " %, " + std::to_string(commands_) + " commands");
}

std::string Loading::place() const {
  return "append-only file '" + file_.path() + "', offset " + std::to_string(offset_) + ": ";
}

void Loading::fail(const std::string& reason) const {
  throw LoadError(place() + reason +
                  " (repair a copy of it with redis-check-aof, or choose another --appendonly)");
}

}  // namespace

Loaded load(Instance& instance, LogFile& file) { return Loading(instance, file).run(); }

}  // namespace kit::resp
