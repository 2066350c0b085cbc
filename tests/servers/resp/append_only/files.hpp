// What the tests of the append-only file share: files as strings, and data as text.
#pragma once

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <latch>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "loop/observe/log.hpp"
#include "servers/resp/append_only/encode.hpp"
#include "servers/resp/append_only/file.hpp"
#include "servers/resp/append_only/groups.hpp"
#include "servers/resp/append_only/load.hpp"
#include "servers/resp/commands/values.hpp"
#include "tests/servers/resp/commands/bench.hpp"
#include "tests/support/folder.hpp"

namespace kit::resp::test {

using kit::test::Folder;

inline std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// The commands of these lines, as the file has them.
inline std::string commands(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    std::string storage;
    std::vector<std::string_view> words;
    split_arguments(line, storage, words);
    append_command(out, words);
  }
  return out;
}

inline std::string group(std::string_view bytes) { return group_header(bytes).append(bytes); }

/// Every key of every database: "3 key" -> "value @deadline".
using Snapshot = std::map<std::string, std::string>;

inline Snapshot snapshot(const Keyspace& keyspace) {
  Snapshot all;
  for (std::size_t i = 0; i < keyspace.size(); ++i) {
    std::uint64_t cursor = 0;
    do {
      cursor = keyspace[i].scan(cursor, [&](const Entry* entry) {
        std::string value(ValueText(*entry).view());
        if (entry->deadline()) value += " @" + std::to_string(*entry->deadline());
        all[std::to_string(i).append(" ").append(entry->key())] = value;
      });
    } while (cursor != 0);
  }
  return all;
}

/// What a start makes of the file, or why it does not.
struct Start {
  explicit Start(const std::string& path) {
    try {
      LogFile file(path, LogFile::Begin::as_it_is);
      loaded = load(bench.instance, file);
    } catch (const std::exception& error) {
      complaint = error.what();
    }
    data = snapshot(bench.instance.keyspace);
  }
  Bench bench;
  Loaded loaded;
  std::string complaint;
  Snapshot data;
};

/// What is logged meanwhile, a line each, is kept here and not shown.
class LogLines {
 public:
  LogLines() {
    before_ = set_log_handler([this](LogLevel level, std::string_view text) {
      lines.push_back(std::string(to_string(level)).append(" ").append(text));
    });
  }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;
  ~LogLines() { set_log_handler(before_); }

  bool has(std::string_view part) const {
    for (const std::string& line : lines)
      if (line.find(part) != line.npos) return true;
    return false;
  }

  std::vector<std::string> lines;

 private:
  LogHandler before_;
};

/// A file whose system calls fail when the test says so.
class FaultyFile final : public LogFile {
 public:
  explicit FaultyFile(const std::string& path) : LogFile(path, Begin::as_it_is) {}

  std::uint64_t room = UINT64_MAX;  // bytes of the file; writes behind that get ENOSPC
  int sync_error = 0;
  std::uint64_t* synced = nullptr;  // not null: how long the file was at its last sync
  std::latch* disk = nullptr;       // not null: it stands still until this is counted down

 protected:
  ssize_t write_at(std::string_view bytes, std::uint64_t offset) override {
    if (disk != nullptr) disk->wait();
    if (offset >= room) return errno = ENOSPC, -1;
    return LogFile::write_at(bytes.substr(0, room - offset), offset);
  }
  int sync_data() override {
    if (sync_error != 0) return errno = sync_error, -1;
    if (synced != nullptr) *synced = size();
    return LogFile::sync_data();
  }
};

}  // namespace kit::resp::test
