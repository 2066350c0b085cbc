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
#include "servers/resp/commands/call.hpp"
#include "servers/resp/protocol/request.hpp"

namespace kit::resp {
namespace {

constexpr std::size_t piece = 256 * 1024;
constexpr Duration between_reports = std::chrono::seconds(2);
/// Of a command that the file should not hold, as much as a person needs to recognise it.
constexpr std::size_t most_shown = 200;

/// The data's own limits do not hold for what they once allowed, and neither do clients' counters.
class Undisturbed {
 public:
  explicit Undisturbed(Instance& instance)
      : instance_(instance),
        statistics_(instance.statistics),
        maxmemory_(instance.parameters.maxmemory) {
    instance.update_time();
    instance.keyspace.state().now = 0;
    instance.parameters.maxmemory = 0;
  }
  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;
  ~Undisturbed() {
    instance_.statistics = statistics_;
    instance_.parameters.maxmemory = maxmemory_;
    instance_.update_time();
  }

 private:
  Instance& instance_;
  Statistics statistics_;
  std::size_t maxmemory_;
};

class Loading {
 public:
  Loading(Instance& instance, LogFile& file) : instance_(instance), file_(file) {}

  Loaded run();

 private:
  bool read_more();
  void execute_buffered();
  void skip_annotations();
  void check_begin() const;
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
  std::size_t taken_ = 0;     // of buffer_
  std::uint64_t offset_ = 0;  // in the file, of the command at `taken_`
  std::uint64_t read_ = 0;    // from the file so far
  std::uint64_t commands_ = 0;
  std::string reply_;
  TimePoint reported_ = monotonic_clock().now();
};

/// A server of today may be asked to refuse what one of yesterday took: no limit here.
constexpr RequestLimits no_limits{.bulk = std::numeric_limits<std::int64_t>::max()};

Loaded Loading::run() {
  const Undisturbed undisturbed(instance_);
  while (read_more()) {
    execute_buffered();
    report_progress();
  }
  const std::uint64_t torn = file_.size() - offset_;
  if (torn > 0) {
    log(LogLevel::warning, place() + "the last command is not complete, as after a crash: its " +
                               std::to_string(torn) + " bytes are cut off");
    file_.cut_off(offset_);
    file_.sync();
  }
  return {.commands = commands_, .cut_off = torn};
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
  for (;;) {
    skip_annotations();
    if (rest().empty() || rest().starts_with('#')) return;
    check_begin();
    const Request request = parser_.parse(rest(), no_limits);
    if (request.status == RequestStatus::error) fail(std::string(request.error));
    if (request.status == RequestStatus::incomplete) return;
    execute_one(request.arguments);
    taken_ += request.taken;
    offset_ += request.taken;
  }
}

/// "#TS:1767225600\r\n": Redis 7 notes the time on request.
void Loading::skip_annotations() {
  while (rest().starts_with('#')) {
    const std::size_t end = rest().find('\n');
    if (end == std::string_view::npos) return;
    taken_ += end + 1;
    offset_ += end + 1;
  }
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
