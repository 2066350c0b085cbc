// --trace: at the end of a run, a file of JSON lines that tells who caused what.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "loop/observe/trace.hpp"
#include "tests/e2e/echo_server.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

struct Record {
  std::uint64_t cause = 0;
  std::string kind;
  std::int64_t a = 0;
};

using Records = std::map<std::uint64_t, Record>;  // by id

/// The records of a file. The test fails at the first line that is none.
Records read_trace(const std::string& path) {
  static const std::regex pattern(
      "\\{\"loop\":0,\"id\":(\\d+),\"cause\":(\\d+),\"ts\":(\\d+),\"pass\":\\d+,\"kind\":\"([a-z_]+"
      ")\","
      "\"task\":\\d+,\"fd\":-?\\d+,\"generation\":\\d+,\"a\":(-?\\d+),\"b\":-?\\d+\\}");
  Records records;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    CAPTURE(line);
    std::smatch part;
    REQUIRE(std::regex_match(line, part, pattern));
    const bool is_new = records
                            .emplace(std::stoull(part[1]), Record{.cause = std::stoull(part[2]),
                                                                  .kind = part[4],
                                                                  .a = std::stoll(part[5])})
                            .second;
    CHECK(is_new);
  }
  return records;
}

/// The kinds from a record back to its first cause.
std::vector<std::string> causes_of(const Records& records, std::uint64_t id) {
  std::vector<std::string> kinds;
  while (id != 0 && kinds.size() <= records.size()) {
    kinds.push_back(records.at(id).kind);
    id = records.at(id).cause;
  }
  return kinds;
}

TEST_CASE("trace: every line is a record, and every cause is an earlier one") {
  if (!trace_built_in) return;
  const Folder folder;
  EchoServer server(echo_command({"--trace", folder / "trace"}));
  CHECK(server.session("hello\n") == "hello\n");
  server.stop();
  const Records records = read_trace(folder / "trace");
  REQUIRE(records.size() > 10);
  for (const auto& [id, record] : records) {
    CAPTURE(id);
    CHECK(record.cause < id);
    CHECK((record.cause == 0 || records.contains(record.cause)));
  }
}

TEST_CASE("trace: an answer can be followed back to the bytes that asked for it") {
  if (!trace_built_in) return;
  const Folder folder;
  EchoServer server(echo_command({"--trace", folder / "trace"}));
  CHECK(server.session("hello\n") == "hello\n");
  server.stop();
  const Records records = read_trace(folder / "trace");
  std::map<std::string, int> count;
  std::uint64_t answer = 0;
  for (const auto& [id, record] : records) {
    ++count[record.kind];
    if (record.kind == "send" && record.a == 6) answer = id;
  }
  CHECK(count["accept"] == 1);
  CHECK(count["recv"] >= 2);  // six bytes, and the end of file
  CHECK(count["close"] == 1);
  REQUIRE(answer != 0);
  const std::vector<std::string> kinds = causes_of(records, answer);
  CHECK(std::find(kinds.begin(), kinds.end(), "readable") != kinds.end());
  CHECK(kinds.back() == "poll");
}

}  // namespace
}  // namespace kit::test
