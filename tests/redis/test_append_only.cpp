// The append-only file, between this server and Redis's own programs, and when it cannot be used.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

const std::vector<std::string> lines = {
    "SET text value",
    "SET number 41",
    "INCR number",
    "APPEND text \"\\r\\n*3\\r\\n\"",
    "SELECT 9",
    "MSET a 1 b 2 c 3",
    "SET dies soon PX 100000000",
    "EXPIRE a 1000000",
    "RENAME b d",
    "COPY d text DB 0 REPLACE",
    "INCRBYFLOAT c 0.25",
    "SET gone 1",
    "GETDEL gone",
    "SELECT 0",
    "SETRANGE text 5 x",
    "SETBIT bits 77 1",
    "SETEX session 100000 me",
    "MOVE number 3",
    "GETEX session PERSIST",
    "SWAPDB 9 10",
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// All there is, in the words of the server.
std::string dump(RespClient client) {
  std::string all;
  for (const char* database : {"0", "3", "9", "10"}) {
    all += client.command("SELECT " + std::string(database)) + client.command("DBSIZE");
    for (const char* key :
         {"text", "number", "a", "b", "c", "d", "dies", "gone", "bits", "session"})
      all += key + client.command("GET " + std::string(key)) +
             client.command("PEXPIRETIME " + std::string(key));
  }
  return all;
}

void run_lines(const RespServer& server) {
  RespClient client = server.connect();
  for (const std::string& line : lines) {
    const std::string reply = client.command(line);
    CHECK_MESSAGE(!reply.starts_with('-'), line, reply);
  }
}

void stop(RespServer& server) {
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
}

TEST_CASE("append-only: redis-server loads what this one wrote" * doctest::skip(no_redis())) {
  for (const char* policy : {"always", "everysec", "no"}) {
    for (const bool rewritten : {false, true}) {
      CAPTURE(policy);
      CAPTURE(rewritten);
      const Folder folder;
      std::string expected;
      {
        RespServer ours(Make::ours, {"--appendonly", folder / "aof", "--appendfsync", policy});
        run_lines(ours);
        if (rewritten) CHECK(ours.connect().command("BGREWRITEAOF").starts_with('+'));
        expected = dump(ours.connect());
        stop(ours);
      }
      const Outcome check({"redis-check-aof", folder / "aof"});
      CHECK(check.ending == Ending{.status = 0, .signal = 0});
      CHECK_MESSAGE(check.out.find("is valid") != std::string::npos, check.out);
      const RespServer redis(
          Make::redis, {"--dir", folder / "", "--appendonly", "yes", "--appendfilename", "aof"});
      CHECK(dump(redis.connect()) == expected);
    }
  }
}

TEST_CASE("append-only: this server loads what redis-server wrote" * doctest::skip(no_redis())) {
  const Folder folder;
  std::string expected;
  {
    RespServer redis(Make::redis, {"--dir", folder / "", "--appendonly", "yes", "--appendfilename",
                                   "aof", "--aof-use-rdb-preamble", "no", "--appendfsync", "no",
                                   "--aof-timestamp-enabled", "yes"});
    run_lines(redis);
    expected = dump(redis.connect());
    stop(redis);
  }
  const std::string parts = folder / "appendonlydir/aof.1.";
  std::ofstream(folder / "plain", std::ios::binary)
      << contents(parts + "base.aof") << contents(parts + "incr.aof");
  for (int i = 0; i < 2; ++i) {  // and then what the two have written together
    RespServer ours(Make::ours, {"--appendonly", folder / "plain", "--appendfsync", "always"});
    CHECK(dump(ours.connect()) == expected);
    ours.connect().command("SET of-ours 1");
    ours.connect().command("DEL of-ours");
    stop(ours);
  }
}

/// Starts a program that must end by itself, with status 1 and one line that has `reason` in it.
void check_does_not_start(const std::string& file, const std::string& reason) {
  const Outcome end({KIT_SERVERS "/resp", "--port", "0", "--appendonly", file});
  CHECK(end.ending == Ending{.status = 1, .signal = 0});
  CHECK_MESSAGE(end.err.find(reason) != std::string::npos, end.err);
  CHECK(end.out == "");
}

TEST_CASE("append-only: a start that is not possible says why, and what to do") {
  const Folder folder;
  std::ofstream(folder / "bad") << "*1\r\n$4\r\nPING\r\nnonsense\r\n";
  check_does_not_start(folder / "bad", "offset 14: no command begins here (repair a copy");
  check_does_not_start(folder / "none/aof", "No such file or directory (make its folder");
  check_does_not_start(folder / "", "(--appendonly wants a file)");
  const RespServer first(Make::ours, {"--appendonly", folder / "aof"});
  check_does_not_start(folder / "aof", "(another server uses it");
}

/// A server whose files may have so many blocks of 512 bytes.
class LimitedServer {
 public:
  LimitedServer(int blocks, const std::string& file, const std::string& policy)
      : process_(
            {"/bin/sh", "-c",
             "trap '' XFSZ && ulimit -S -f " + std::to_string(blocks) + " && exec \"$0\" \"$@\"",
             KIT_SERVERS "/resp", "--port", "0", "--appendonly", file, "--appendfsync", policy}),
        port_(port_in(process_.out_line().value_or(""))) {}

  RespClient connect() const { return RespClient(port_); }
  Process& process() { return process_; }
#ifdef __linux__
  void lift_limit() const {
    rlimit limit{};
    CHECK(::prlimit(process_.pid(), RLIMIT_FSIZE, nullptr, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    REQUIRE(::prlimit(process_.pid(), RLIMIT_FSIZE, &limit, nullptr) == 0);
  }
#endif

 private:
  Process process_;
  std::uint16_t port_;
};

TEST_CASE("append-only: under always, a write that fails is never acknowledged, and all is kept") {
  const Folder folder;
  LimitedServer server(64, folder / "aof", "always");
  RespClient client = server.connect();
  int acknowledged = 0;
  try {
    while (client.command("INCR n") == ":" + std::to_string(acknowledged + 1) + "\r\n")
      ++acknowledged;
  } catch (const std::exception&) {  // cut off
  }
  CHECK(server.process().wait() == Ending{.status = 1, .signal = 0});
  const std::string said = server.process().err_rest();
  CHECK_MESSAGE(said.find("File too large: nothing more can be promised, so the server stops") !=
                    std::string::npos,
                said);
  CHECK(acknowledged > 100);
  RespServer again(Make::ours, {"--appendonly", folder / "aof"});
  CHECK(again.connect().command("GET n") == "$3\r\n" + std::to_string(acknowledged) + "\r\n");
}

#ifdef __linux__  // elsewhere nobody can change the limits of another process
TEST_CASE("append-only: under everysec, commands that write are refused until it works again") {
  const Folder folder;
  LimitedServer server(4, folder / "aof", "everysec");
  RespClient client = server.connect();
  const std::string refusal = "-MISCONF Errors writing to the AOF file: File too large\r\n";
  std::string reply = "+OK\r\n";
  while (reply == "+OK\r\n") reply = client.command("SET key value");
  CHECK(reply == refusal);
  CHECK(client.command("PING") == refusal);
  CHECK(client.command("GET key") == "$5\r\nvalue\r\n");
  server.lift_limit();
  while (reply == refusal) reply = client.command("SET key new");
  CHECK(reply == "+OK\r\n");
  server.process().signal(SIGTERM);
  CHECK(server.process().wait() == Ending{.status = 0, .signal = 0});
  const RespServer again(Make::ours, {"--appendonly", folder / "aof"});
  CHECK(again.connect().command("GET key") == "$3\r\nnew\r\n");
}
#endif

}  // namespace
}  // namespace kit::test
