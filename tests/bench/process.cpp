#include "tests/bench/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "tests/bench/socket.hpp"

namespace kit::bench {

namespace {

std::string proc_path(pid_t pid) { return "/proc/" + std::to_string(pid); }

uint64_t cpu_ns(pid_t pid) {
  uint64_t sum = 0;
  for (pid_t thread : threads_of(pid)) {
    std::string path = proc_path(pid) + "/task/" + std::to_string(thread) + "/schedstat";
    std::ifstream file(path);
    uint64_t running = 0;  // the first of three numbers: time on a core
    if (!(file >> running)) fail("cannot read CPU time from " + path);
    sum += running;
  }
  return sum;
}

struct Ticks {
  double busy = 0;
  double all = 0;
};

// The first line of /proc/stat: `cpu user nice system idle iowait irq softirq steal ...`, in ticks
// since the start.
Ticks ticks_of_all_cores() {
  std::ifstream file("/proc/stat");
  std::string word;
  file >> word;
  Ticks ticks;
  double value = 0;
  for (int column = 0; column < 8 && file >> value; ++column) {
    bool idle = column == 3 || column == 4;
    ticks.all += value;
    if (!idle) ticks.busy += value;
  }
  return ticks;
}

// Reads `Name:  123 kB`; 0 when the file or the line is missing.
uint64_t kilobytes_in(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::stoull(line.substr(name.size()));
  }
  return 0;
}

}  // namespace

std::vector<pid_t> threads_of(pid_t pid) {
  std::vector<pid_t> threads;
  for (const auto& entry : std::filesystem::directory_iterator(proc_path(pid) + "/task")) {
    threads.push_back(std::stoi(entry.path().filename().string()));
  }
  return threads;
}

uint64_t settled_cpu_ns(pid_t pid) {
  uint64_t before = cpu_ns(pid);
  for (int i = 0; i < 100; ++i) {
    usleep(2000);
    uint64_t after = cpu_ns(pid);
    if (after == before) break;
    before = after;
  }
  return before;
}

CoreClock::CoreClock(pid_t pid)
    : file_(open((proc_path(pid) + "/schedstat").c_str(), O_RDONLY | O_CLOEXEC)) {
  if (!file_) fail_with_errno("open the schedstat of process " + std::to_string(pid));
}

CoreTimes CoreClock::now() const {
  char text[96];
  const ssize_t size = pread(file_.get(), text, sizeof text, 0);
  if (size <= 0) fail_with_errno("read how long a process ran");
  CoreTimes times;
  const auto ran = std::from_chars(text, text + size, times.ran);
  const auto waited = std::from_chars(ran.ptr + 1, text + size, times.waited);
  if (waited.ec != std::errc{}) fail("a schedstat is not two numbers");
  return times;
}

bool is_asleep(pid_t pid) {
  std::ifstream file(proc_path(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const size_t name_end = line.rfind(") ");  // the name before may hold anything
  return name_end != line.npos && line[name_end + 2] == 'S';
}

double busy_share(double seconds) {
  Ticks before = ticks_of_all_cores();
  usleep(static_cast<useconds_t>(seconds * 1e6));
  Ticks after = ticks_of_all_cores();
  double all = after.all - before.all;
  return all > 0 ? (after.busy - before.busy) / all : 0;
}

uint64_t resident_bytes(pid_t pid) {
  // VmRSS is gathered from counters kept per core and may lag by some hundred kilobytes;
  // smaps_rollup walks the pages.
  uint64_t kilobytes = kilobytes_in(proc_path(pid) + "/smaps_rollup", "Rss:");
  if (kilobytes == 0) kilobytes = kilobytes_in(proc_path(pid) + "/status", "VmRSS:");
  if (kilobytes == 0) fail("cannot read the resident size of process " + std::to_string(pid));
  return kilobytes * 1024;
}

}  // namespace kit::bench
