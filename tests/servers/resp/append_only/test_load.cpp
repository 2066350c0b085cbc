// What a start makes of a file: what is whole, what a crash tore, and what nobody can explain.
#include "servers/resp/append_only/load.hpp"

#include <doctest/doctest.h>

#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

TEST_CASE("append-only load: commands are executed in their databases") {
  const Folder folder;
  write_file(folder / "aof", commands({"SELECT 3", "SET a 1", "INCR a", "SELECT 0", "SET b x"}));
  const LogLines log;
  const Start start(folder / "aof");
  CHECK(start.complaint == "");
  CHECK(start.loaded.commands == 5);
  CHECK(start.data == Snapshot{{"3 a", "2"}, {"0 b", "x"}});
  CHECK(start.bench.instance.statistics.commands == 0);  // no client has sent one
  CHECK(log.lines.empty());
}

TEST_CASE("append-only load: nobody dies while commands are repeated that found him alive") {
  const Folder folder;
  write_file(folder / "aof", commands({"SET a 1", "PEXPIREAT a 1000", "INCR a", "PERSIST a",
                                       "SET b 1 PXAT 1000", "SET c 1 PXAT 1800000000000"}));
  const Start start(folder / "aof");
  CHECK(start.complaint == "");
  CHECK(start.data == Snapshot{{"0 a", "2"}, {"0 c", "1 @1800000000000"}});  // b dies afterwards
}

TEST_CASE("append-only load: what does not fit today was allowed yesterday") {
  const Folder folder;
  write_file(folder / "aof", commands({"SET a " + std::string(1000, 'x'), "SET b 1"}));
  Bench bench(Parameters{.requirepass = "secret", .maxmemory = 1, .proto_max_bulk_len = 100});
  LogFile file(folder / "aof", LogFile::Begin::as_it_is);
  CHECK(load(bench.instance, file).commands == 2);
  CHECK(bench.instance.parameters.maxmemory == 1);
}

TEST_CASE("append-only load: a value longer than a piece of the file, and many small ones") {
  const Folder folder;
  const std::string big(3'000'000, 'v');
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) append_command(bytes, {"SET", "k" + std::to_string(i), "v"});
  append_command(bytes, {"SET", "big", big});
  append_command(bytes, {"SET", "last", "v"});
  for (const std::string& each : {bytes, group("") + group(bytes) + group(commands({"DEL big"}))}) {
    write_file(folder / "aof", each);
    const Start start(folder / "aof");
    CHECK(start.complaint == "");
    CHECK(start.data.count("0 last") == 1);
    CHECK(start.data.count("0 big") == (each == bytes ? 1 : 0));
  }
}

TEST_CASE("append-only load: a torn last command is cut off at every offset, with a warning") {
  const Folder folder;
  const std::string whole = commands({"SET a 1", "SET b 2"});
  const std::string last = commands({"SET c \"\\r\\n*3\\r\\n\""});
  for (std::size_t i = 1; i < last.size(); ++i) {
    CAPTURE(i);
    write_file(folder / "aof", whole + last.substr(0, i));
    const LogLines log;
    const Start start(folder / "aof");
    CHECK(start.complaint == "");
    CHECK(start.data == Snapshot{{"0 a", "1"}, {"0 b", "2"}});
    CHECK(start.loaded.cut_off == i);
    CHECK(contents(folder / "aof") == whole);
    CHECK(log.has("warning append-only file '" + (folder / "aof") + "', offset " +
                  std::to_string(whole.size()) + ": the last commands are not complete"));
  }
}

TEST_CASE("append-only load: of a torn transaction nothing is executed") {
  const Folder folder;
  const std::string whole = commands({"SET a 1", "MULTI", "SET a 2", "INCR a", "EXEC"});
  const std::string last = commands({"MULTI", "SET a 7", "SET b 8", "EXEC"});
  for (std::size_t i = 1; i <= last.size(); ++i) {
    CAPTURE(i);
    write_file(folder / "aof", whole + last.substr(0, i));
    const LogLines log;
    const Start start(folder / "aof");
    CHECK(start.complaint == "");
    if (i == last.size()) {
      CHECK(start.data == Snapshot{{"0 a", "7"}, {"0 b", "8"}});
      continue;
    }
    CHECK(start.data == Snapshot{{"0 a", "3"}});
    CHECK(contents(folder / "aof") == whole);
    CHECK(log.has("the last commands are not complete"));
  }
  write_file(folder / "aof", group(commands({"SET a 1", "MULTI", "SET a 2"})));
  CHECK(Start(folder / "aof").complaint.find("a transaction without its end") != std::string::npos);
}

TEST_CASE("append-only load: of a torn last group nothing is executed") {
  const Folder folder;
  const std::string whole = commands({"SET a 1"}) + group("") + group(commands({"SET b 2"}));
  const std::string last = group(commands({"SET c 3", "SET d 4"}));
  const std::string reserved(5000, '\0');
  for (std::size_t i = 1; i < last.size(); ++i) {
    CAPTURE(i);
    std::string hole = last;  // a block that the disk lost
    hole.replace(i, std::min<std::size_t>(5, last.size() - i), 5, '\0');
    std::string front(i, '\0');
    front += last.substr(i);
    for (const std::string& rest :
         {last.substr(0, i), last.substr(0, i) + reserved, hole + reserved, front + reserved}) {
      write_file(folder / "aof", whole + rest);
      const LogLines log;
      const Start start(folder / "aof");
      CHECK(start.complaint == "");
      CHECK(start.data == Snapshot{{"0 a", "1"}, {"0 b", "2"}});
      CHECK(contents(folder / "aof") == whole);
      CHECK(log.has("warning"));
    }
  }
}

TEST_CASE("append-only load: reserved space is cut off without a warning") {
  const Folder folder;
  const std::string whole = group("") + group(commands({"SET a 1"}));
  for (const std::string& before : {whole, commands({"SET a 1"})}) {
    write_file(folder / "aof", before + std::string(2'000'000, '\0'));
    const LogLines log;
    const Start start(folder / "aof");
    CHECK(start.complaint == "");
    CHECK(start.data == Snapshot{{"0 a", "1"}});
    CHECK(contents(folder / "aof") == before);
    CHECK(!log.has("warning"));
  }
}

/// The file is refused at `offset` because of `reason`, and is as it was.
void check_refused(const std::string& bytes, std::size_t offset, const std::string& reason) {
  CAPTURE(reason);
  const Folder folder;
  write_file(folder / "aof", bytes);
  const Start start(folder / "aof");
  CHECK(start.complaint.find("offset " + std::to_string(offset) + ": ") != std::string::npos);
  CHECK(start.complaint.find(reason) != std::string::npos);
  CHECK(contents(folder / "aof") == bytes);
}

TEST_CASE("append-only load: anything else stops with offset and reason, and changes nothing") {
  const std::string good = commands({"SET a 1"});
  const std::size_t at = good.size();
  check_refused(good + "SET b 2\r\n" + good, at, "no command begins here");
  check_refused(good + "*0\r\n" + good, at, "no command begins here");
  check_refused(good + std::string(10, '\0') + good, at, "no command begins here");
  check_refused(good + "*3\r\n$3\r\nSET\r\n:1\r\n" + good, at, "expected '$', got ':'");
  check_refused(good + "*x\r\n" + good, at, "no command begins here");
  check_refused(good + "*1x\r\n" + good, at, "invalid multibulk length");
  check_refused(good + commands({"NOSUCH x"}) + good, at,
                "'NOSUCH' cannot be repeated: ERR unknown");
  check_refused(good + commands({"SET b x", "INCR b"}), at + commands({"SET b x"}).size(),
                "'INCR' cannot be repeated: ERR value is not an integer");
  check_refused("REDIS0010...", 0, "aof-use-rdb-preamble no");
}

TEST_CASE("append-only load: a damaged group before whole ones, or before plain commands") {
  const std::string good = group("") + group(commands({"SET a 1"}));
  const std::string next = commands({"SET b 2"});
  for (const std::string& behind : {group(next), "#PLAIN\r\n" + next}) {
    for (std::size_t i = 0; i < group(next).size(); ++i) {
      CAPTURE(i);
      std::string damaged = group(next);
      damaged[i] ^= 0x10;
      check_refused(good + damaged + behind, good.size(), "damaged");
    }
  }
}

TEST_CASE("append-only load: a torn group that holds what looks like a group is torn") {
  const Folder folder;
  std::string command;
  append_command(command, {"SET", "a", group("") + "#PLAIN\r\n"});
  std::string torn = group(command);
  torn.back() ^= 1;
  write_file(folder / "aof", group("") + torn);
  const LogLines log;
  const Start start(folder / "aof");
  CHECK(start.complaint == "");
  CHECK(contents(folder / "aof") == group(""));
}

TEST_CASE("append-only load: the notes that Redis 7 makes on request are skipped") {
  const Folder folder;
  const std::string bytes = "#TS:1767225600\r\n" + commands({"SET a 1"}) + "#TS:1767225601\r\n";
  write_file(folder / "aof", bytes + commands({"SET b 2"}));
  const Start start(folder / "aof");
  CHECK(start.complaint == "");
  CHECK(start.data == Snapshot{{"0 a", "1"}, {"0 b", "2"}});
}

}  // namespace
}  // namespace kit::resp::test
