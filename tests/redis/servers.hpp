// Redis servers as child processes: the yardstick, and ours.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/redis/resp_client.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/process.hpp"

namespace kit::test {

enum class Make { redis, ours };

/// "redis" or "ours", for messages.
const char* name_of(Make make) noexcept;

/// A port that nobody has: for programs that cannot be asked to choose one. Another program may
/// take it first.
std::uint16_t free_port();

/// Listens on a port of its own on 127.0.0.1, and keeps nothing on disk. Killed when it goes.
///
/// With KIT_YARDSTICK_TWICE in the environment ours is a second Redis: what differs then is a
/// mistake of the tests.
class RespServer {
 public:
  /// `options` are added to its command line. `descriptors`: it gets numbers below that only; 0: no
  /// such limit. `port`: where one has died that now comes back; 0: any.
  explicit RespServer(Make make, const std::vector<std::string>& options = {}, int descriptors = 0,
                      std::uint16_t port = 0);

  Make make() const noexcept { return make_; }
  std::uint16_t port() const noexcept { return port_; }
  Process& process() noexcept { return *process_; }

  RespClient connect() const { return RespClient(port_); }

  /// What it says on stderr, line by line.
  std::string error_line() const { return process_->err_line().value_or(""); }

  /// Its memory, in kibibytes: "VmRSS:" or another line of /proc/PID/status. 0 where that says
  /// nothing: under a sanitizer, and on systems without /proc.
  long memory(std::string_view line) const;
  /// How many descriptors it has open; 0 on systems without /proc.
  std::size_t descriptors() const;

 private:
  void start_ours(const std::vector<std::string>& options, int descriptors);
  void start_redis(const std::vector<std::string>& options, int descriptors);

  Make make_;
  Folder folder_;  // its working folder
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

/// One of each.
struct Servers {
  Servers() : redis(Make::redis), ours(Make::ours) {}
  RespServer redis;
  RespServer ours;
};

}  // namespace kit::test
