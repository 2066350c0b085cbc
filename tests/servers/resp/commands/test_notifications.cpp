// What happens to keys, as those hear it who have subscribed to it. As Redis 7.0.15 tells it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// A client that hears everything, and what it has heard.
class Listener {
 public:
  explicit Listener(Bench& bench, const std::string& events = "EAmn",
                    const std::string& pattern = "__key*__:*")
      : bench_(bench), client_(bench.add_client()) {
    bench.run("CONFIG SET notify-keyspace-events " + events);
    bench.run(client_, "PSUBSCRIBE " + pattern);
  }

  /// "set a, expire a": of database 0; "3:set a" of another.
  std::string heard() {
    std::string text;
    const std::string bytes = Bench::take(client_);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = bytes.find("\r\n", at);
      if (bytes[at] == '$') {
        const std::size_t size = std::stoul(bytes.substr(at + 1));
        words.push_back(bytes.substr(end + 2, size));
        at = end + 2 + size + 2;
      } else {
        at = end + 2;
      }
    }
    for (std::size_t i = 0; i + 3 < words.size(); i += 4) {
      const std::string& channel = words[i + 2];  // "__keyevent@0__:set"
      const std::size_t from = channel.find('@') + 1;
      const std::string database = channel.substr(from, channel.find('_', from) - from);
      const std::string what = channel.substr(channel.find(':') + 1);
      text.append(text.empty() ? "" : ", ").append(database == "0" ? "" : database + ":");
      text.append(what).append(" ").append(words[i + 3]);
    }
    return text;
  }
  /// What `line` makes it hear.
  std::string after(std::string_view line) {
    bench_.run(line);
    return heard();
  }

 private:
  Bench& bench_;
  Client& client_;
};

struct Told {
  std::string_view line;
  std::string_view events;
};

void check(Listener& listener, std::initializer_list<Told> all) {
  for (const Told& told : all) {
    CAPTURE(told.line);
    CHECK(listener.after(told.line) == told.events);
  }
}

TEST_CASE("notifications: of strings") {
  Bench bench;
  Listener listener(bench);
  check(listener, {
                      {"SET a 1", "new a, set a"},
                      {"SET a 2", "set a"},
                      {"SET a 3 EX 100", "set a, expire a"},
                      {"SET a 3 KEEPTTL", "set a"},
                      {"SET n 3 XX", ""},
                      {"SET n 3 GET", "keymiss n, new n, set n"},
                      {"SET n 4 NX", ""},
                      {"SETEX b 100 x", "new b, set b, expire b"},
                      {"PSETEX b 100 x", "set b, expire b"},
                      {"SETNX b 1", ""},
                      {"SETNX c 1", "new c, set c"},
                      {"MSET a 1 d 2", "set a, new d, set d"},
                      {"MSETNX a 1 e 2", ""},
                      {"MSETNX e 1 f 2", "new e, set e, new f, set f"},
                      {"GETSET a 1", "set a"},
                      {"GETDEL a", "del a"},
                      {"GETDEL a", "keymiss a"},
                      {"GETEX b", ""},
                      {"GETEX b EX 100", "expire b"},
                      {"GETEX b PERSIST", "persist b"},
                      {"GETEX b PERSIST", ""},
                      {"GETEX b PXAT 1", "del b"},
                      {"APPEND g x", "new g, append g"},
                      {"APPEND g y", "append g"},
                      {"SETRANGE s 0 \"\"", ""},
                      {"SETRANGE s 2 x", "new s, setrange s"},
                      {"INCR i", "new i, incrby i"},
                      {"DECRBY i 0", "incrby i"},
                      {"INCRBYFLOAT i 0.5", "incrbyfloat i"},
                      {"INCR i", ""},
                  });
}

TEST_CASE("notifications: of bits") {
  Bench bench;
  Listener listener(bench);
  check(listener, {
                      {"SETBIT b 3 1", "new b, setbit b"},
                      {"SETBIT b 3 1", ""},
                      {"SETBIT b 3 0", "setbit b"},
                      {"SETBIT b 100 0", "setbit b"},
                      {"BITOP OR to b b", "new to, set to"},
                      {"BITOP OR to b b", "set to"},
                      {"BITOP OR to none none", "keymiss none, keymiss none, del to"},
                      {"BITOP OR to none none", "keymiss none, keymiss none"},
                  });
}

TEST_CASE("notifications: of bit fields, but for a text that only grew") {
  Bench bench;
  Listener listener(bench);
  check(listener, {
                      {"BITFIELD a SET u8 0 0", "new a, setbit a"},
                      {"BITFIELD a SET u8 0 0 GET u8 0", ""},
                      {"BITFIELD a SET u8 0 1 INCRBY u8 8 1", "setbit a"},
                      {"BITFIELD a OVERFLOW FAIL INCRBY u8 0 255", ""},
                      {"BITFIELD a OVERFLOW FAIL INCRBY u8 80 256", ""},
                      {"BITFIELD_RO b GET u8 0", "keymiss b"},
                  });
}

TEST_CASE("notifications: of hashes") {
  Bench bench;
  Listener listener(bench);
  check(listener, {
                      {"HSET h a 1 b 2", "new h, hset h"},
                      {"HSET h a 1", "hset h"},
                      {"HSET h a", ""},
                      {"HSETNX h a 1", ""},
                      {"HSETNX h c 1", "hset h"},
                      {"HMSET h d x", "hset h"},
                      {"HINCRBY h a 1", "hincrby h"},
                      {"HINCRBY h d 1", ""},
                      {"HINCRBYFLOAT h a 1", "hincrbyfloat h"},
                      {"HDEL h a nosuch b", "hdel h"},
                      {"HDEL h nosuch", ""},
                      {"HDEL h c d", "hdel h, del h"},
                      {"HDEL h c", ""},
                      {"HGETALL h", "keymiss h"},
                  });
}

TEST_CASE("notifications: of keys") {
  Bench bench;
  bench.run("MSET a 1 b 2 c 3");
  Listener listener(bench);
  check(listener, {
                      {"DEL a none b", "del a, del b"},
                      {"UNLINK c", "del c"},
                      {"SET a 1", "new a, set a"},
                      {"RENAME a b", "new b, rename_from a, rename_to b"},
                      {"RENAME b b", ""},
                      {"RENAME none b", ""},
                      {"RENAMENX b a", "new a, rename_from b, rename_to a"},
                      {"RENAMENX a a", ""},
                      {"COPY a b", "new b, copy_to b"},
                      {"COPY a b", ""},
                      {"COPY a b REPLACE", "new b, copy_to b"},
                      {"COPY a a DB 3", "3:new a, 3:copy_to a"},
                      {"MOVE b 3", "3:new b, move_from b, 3:move_to b"},
                      {"MOVE a 3", ""},
                      {"EXPIRE a 100", "expire a"},
                      {"EXPIRE a 100 NX", ""},
                      {"PERSIST a", "persist a"},
                      {"PERSIST a", ""},
                      {"PEXPIREAT a 1", "del a"},
                      {"FLUSHALL", ""},
                  });
}

TEST_CASE("notifications: a key that is missing, for those who read keys, not the server") {
  Bench bench;
  Listener listener(bench);
  for (const char* const line :
       {"GET x", "EXISTS x", "TOUCH x", "TYPE x", "TTL x", "PEXPIRETIME x", "STRLEN x",
        "GETRANGE x 0 1", "GETBIT x 1", "BITCOUNT x", "BITPOS x 1", "GETEX x EX 10"}) {
    CAPTURE(line);
    CHECK(listener.after(line) == "keymiss x");
  }
  CHECK(listener.after("MGET x y") == "keymiss x, keymiss y");
  for (const char* const line : {"OBJECT ENCODING x", "OBJECT REFCOUNT x", "MEMORY USAGE x",
                                 "DEL x", "EXPIRE x 1", "PERSIST x", "RENAME x y"}) {
    CAPTURE(line);
    CHECK(listener.after(line) == "");
  }
}

TEST_CASE("notifications: a dead key is told when it is found, before what the command does") {
  Bench bench;
  Listener listener(bench);
  for (const Told& told : std::initializer_list<Told>{
           {"GET a", "expired a, keymiss a"},
           {"SET a 2", "expired a, new a, set a"},
           {"SET a 2 EX 10", "expired a, new a, set a, expire a"},
           {"DEL a", "expired a"},
           {"INCR a", "expired a, new a, incrby a"},
           {"MSET a 1", "expired a, new a, set a"},
       }) {
    CAPTURE(told.line);
    bench.run("FLUSHALL");
    bench.run("SET a 1 PX 5");
    listener.heard();
    bench.now += 5;
    CHECK(listener.after(told.line) == told.events);
  }
}

TEST_CASE("notifications: of a key that goes because there is no room") {
  Bench bench;
  bench.run("SET a 1");
  Listener listener(bench);
  bench.run("CONFIG SET maxmemory 1 maxmemory-policy allkeys-random");
  CHECK(listener.after("GET b") == "evicted a, keymiss b");
}

TEST_CASE("notifications: K by key, E by event, and K before E") {
  Bench bench;
  Listener listener(bench, "KE$");
  CHECK(listener.after("SET a 1") == "a set, set a");
  bench.run("CONFIG SET notify-keyspace-events K$");
  CHECK(listener.after("SET a 1") == "a set");
  bench.run("CONFIG SET notify-keyspace-events E$");
  CHECK(listener.after("SET a 1") == "set a");
  CHECK(listener.after("DEL a") == "");
  bench.run("CONFIG SET notify-keyspace-events $");
  CHECK(listener.after("SET a 1") == "");
  bench.run("CONFIG SET notify-keyspace-events \"\"");
  CHECK(listener.after("SET a 1") == "");
}

TEST_CASE("notifications: by the channel's very name, in the client's own database") {
  Bench bench;
  Client& client = bench.add_client();
  bench.run("CONFIG SET notify-keyspace-events KEA");
  bench.run(client, "SUBSCRIBE __keyspace@7__:a __keyevent@7__:del");
  bench.run("SET a 1");
  CHECK(Bench::take(client) == "");
  bench.run("SELECT 7");
  bench.run("SET a 1");
  CHECK(Bench::take(client) == "*3\r\n" + bulk("message") + bulk("__keyspace@7__:a") + bulk("set"));
  bench.run("DEL b a");
  CHECK(Bench::take(client) == "*3\r\n" + bulk("message") + bulk("__keyspace@7__:a") + bulk("del") +
                                   "*3\r\n" + bulk("message") + bulk("__keyevent@7__:del") +
                                   bulk("a"));
}

TEST_CASE("notifications: who causes them gets them before the reply, never in the middle of it") {
  Bench bench;
  bench.run("HELLO 3");
  bench.run("CONFIG SET notify-keyspace-events Em");
  bench.run("SUBSCRIBE __keyevent@0__:keymiss");
  const std::string push = ">3\r\n" + bulk("message") + bulk("__keyevent@0__:keymiss");
  CHECK(bench.run("MGET a b") == push + bulk("a") + push + bulk("b") + "*2\r\n_\r\n_\r\n");
}

TEST_CASE("notifications: the new selection counts for the commands of the same batch") {
  Bench bench;
  Listener listener(bench, "\"\"");
  std::string out;
  // Without the look at the time that comes before each batch.
  const std::vector<std::string_view> config = {"CONFIG", "SET", "notify-keyspace-events", "En$"};
  const std::vector<std::string_view> set = {"SET", "a", "1"};
  execute(bench.instance, bench.clients[0], config, out);
  execute(bench.instance, bench.clients[0], set, out);
  CHECK(listener.heard() == "new a, set a");
}

}  // namespace
}  // namespace kit::resp
