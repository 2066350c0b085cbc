// Random commands while the data are rewritten: what the new bytes make is what is there.
#include "servers/resp/append_only/rewrite.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

/// Hands everything on to a Rewrite, as AppendOnly does.
class Forwarding final : public Journal {
 public:
  explicit Forwarding(Rewrite& rewrite) : rewrite_(rewrite) {}
  void before_change(std::size_t database, std::string_view key) override {
    rewrite_.before_change(database, key);
  }
  void append(std::size_t database, std::span<const std::string_view> words) override {
    rewrite_.append(database, words);
  }
  bool must_wait() const noexcept override { return false; }

 private:
  Rewrite& rewrite_;
};

class RandomCommands {
 public:
  explicit RandomCommands(unsigned seed) : random_(seed) {}

  std::string next(std::int64_t now) {
    const std::string a = key();
    const std::string b = key();
    const std::string n = std::to_string(number(3));
    switch (number(16)) {
      case 0:
        return "SELECT " + n;
      case 1:
        return "SWAPDB " + std::to_string(number(3)) + " " + n;
      case 2:
        return number(40) == 0 ? "FLUSHDB" : "DEL " + a;
      case 3:
        return "RENAME " + a + " " + b;
      case 4:
        return "RENAMENX " + a + " " + b;
      case 5:
        return "COPY " + a + " " + b + " DB " + n + (number(2) == 0 ? " REPLACE" : "");
      case 6:
        return "MOVE " + a + " " + n;
      case 7:
        return "PEXPIREAT " + a + " " + std::to_string(now + static_cast<int>(number(50)) - 5);
      case 8:
        return "PERSIST " + a;
      case 9:
      case 10:
      case 11:
        return "SET " + a + " " + std::to_string(number(1000));
      case 12:
        return "GET " + a;
      default:
        return "INCR " + a;
    }
  }
  std::size_t number(std::size_t below) { return random_() % below; }

 private:
  std::string key() { return "k" + std::to_string(number(400)); }
  std::mt19937 random_;
};

/// What a start makes of these bytes, at the time that the bench has.
Snapshot replayed(const std::string& bytes, std::int64_t now) {
  const Folder folder;
  write_file(folder / "aof", bytes);
  LogFile file(folder / "aof", LogFile::Begin::as_it_is);
  Bench bench;
  bench.now = now;
  load(bench.instance, file);
  return snapshot(bench.instance.keyspace);
}

TEST_CASE("append-only rewrite: the new file makes what random commands made meanwhile") {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    RandomCommands commands(seed);
    Bench bench;
    for (int i = 0; i < 1500; ++i) bench.run(commands.next(bench.now));
    Rewrite rewrite(bench.instance.keyspace);
    Forwarding journal(rewrite);
    bench.instance.journal = &journal;
    int changed_meanwhile = 0;
    bool more = true;
    while (more) {
      for (std::size_t i = commands.number(20); i > 0; --i, ++changed_meanwhile) {
        bench.run(commands.next(bench.now));
        bench.now += static_cast<int>(commands.number(3));
      }
      if (commands.number(10) == 0) bench.instance.keyspace[0].expire_some(20);
      more = rewrite.write_some();
    }
    for (int i = 0; i < 100; ++i) bench.run(commands.next(bench.now));
    bench.instance.journal = nullptr;
    bench.instance.update_time();
    CHECK(changed_meanwhile > 10);
    CHECK(replayed(rewrite.bytes(), bench.now) == snapshot(bench.instance.keyspace));
  }
}

TEST_CASE("append-only rewrite: a key noted before SWAPDB is another one behind it") {
  Bench bench;
  for (const char* line : {"SELECT 1", "SET key old", "SELECT 0"}) bench.run(line);
  Rewrite rewrite(bench.instance.keyspace);
  Forwarding journal(rewrite);
  bench.instance.journal = &journal;
  for (const char* line : {"SET key new", "SWAPDB 0 1", "RENAME key other"}) bench.run(line);
  while (rewrite.write_some()) continue;
  bench.instance.journal = nullptr;
  CHECK(replayed(rewrite.bytes(), bench.now) == Snapshot{{"0 other", "old"}, {"1 key", "new"}});
}

TEST_CASE("append-only rewrite: a key that changes often is written once before") {
  Bench bench;
  bench.run("SET a 0");
  Rewrite rewrite(bench.instance.keyspace);
  Forwarding journal(rewrite);
  bench.instance.journal = &journal;
  for (int i = 0; i < 3; ++i) bench.run("INCR a");
  CHECK(rewrite.bytes() == commands({"SELECT 0", "SET a 0", "INCR a", "INCR a", "INCR a"}));
  CHECK(!rewrite.is_out_of_date());
  bench.run("FLUSHALL");
  CHECK(rewrite.is_out_of_date());
}

}  // namespace
}  // namespace kit::resp::test
