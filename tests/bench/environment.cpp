#include "tests/bench/environment.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "tests/bench/child.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

std::string beside_this_program(const char* relative) {
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  return (self.parent_path() / relative).lexically_normal().string();
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string file = folder + "/" + name;
    if (access(file.c_str(), X_OK) == 0) return file;
  }
  return "";
}

void raise_descriptor_limit(std::size_t needed, const std::string& purpose) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) fail_with_errno("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fail_with_errno("raise the limit of open files");
  if (limit.rlim_max < needed) {
    std::cerr << "bench: at most " << limit.rlim_max << " open files are allowed; " << purpose
              << " need " << needed << " (ulimit -Hn)\n";
  }
}

void pin_client(int client_core, int server_core) {
  if (usable_cores() < 2 || client_core == server_core) {
    std::cerr << "bench: client and server share one core: ratios hold, times mean little\n";
  }
  pin_to_core(client_core);
}

void warn_when_busy() {
  constexpr double quiet = 0.05;
  double busy = busy_share(0.5);
  if (busy <= quiet) return;
  std::cerr << "bench: other programs use " << static_cast<int>(busy * 100 + 0.5)
            << " % of this machine: ratios are less steady, and times mean little\n";
}

}  // namespace kit::bench
