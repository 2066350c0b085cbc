// What happens to keys, as it is published: our server beside Redis.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/party.hpp"

namespace kit::test {
namespace {

TEST_CASE("notifications: of every command on strings, keys and bits" * doctest::skip(no_redis())) {
  const Servers servers;
  std::vector<Line> lines = {{0, "CONFIG SET notify-keyspace-events KEAmn"},
                             {0, "CONFIG GET notify-keyspace-events"},
                             {1, "PSUBSCRIBE __key*__:*"},
                             {2, "HELLO 3"},
                             {2, "SUBSCRIBE __keyevent@0__:set __keyspace@0__:a"}};
  for (const char* const text : {"SET a 1",
                                 "SET a 2 EX 100",
                                 "SET a 3 KEEPTTL",
                                 "SET n 3 XX",
                                 "SET n 3 GET",
                                 "SET n 4 NX",
                                 "SETEX b 100 x",
                                 "PSETEX b 100000 x",
                                 "SETNX b 1",
                                 "SETNX c 1",
                                 "MSET a 1 d 2",
                                 "MSETNX a 1 e 2",
                                 "MSETNX e 1 f 2",
                                 "GETSET a 1",
                                 "GETDEL a",
                                 "GETDEL a",
                                 "GETEX b",
                                 "GETEX b EX 100",
                                 "GETEX b PERSIST",
                                 "GETEX b PXAT 1",
                                 "APPEND g x",
                                 "APPEND g y",
                                 "SETRANGE s 0 \"\"",
                                 "SETRANGE s 2 x",
                                 "INCR i",
                                 "DECRBY i 0",
                                 "INCRBYFLOAT i 0.5",
                                 "INCR i",
                                 "SETBIT h 3 1",
                                 "SETBIT h 3 1",
                                 "SETBIT h 100 0",
                                 "BITOP OR to h h",
                                 "BITOP OR to h h",
                                 "BITOP OR to none none",
                                 "DEL d none e",
                                 "UNLINK f",
                                 "RENAME g k",
                                 "RENAME k k",
                                 "RENAME none k",
                                 "RENAMENX k l",
                                 "COPY l k",
                                 "COPY l k",
                                 "COPY l k REPLACE",
                                 "COPY l l DB 3",
                                 "MOVE k 3",
                                 "EXPIRE l 100",
                                 "EXPIRE l 100 NX",
                                 "PERSIST l",
                                 "PERSIST l",
                                 "PEXPIREAT l 1",
                                 "EXISTS x",
                                 "TYPE x",
                                 "TTL x",
                                 "STRLEN x",
                                 "OBJECT ENCODING x",
                                 "MGET x y",
                                 "LCS x y",
                                 "FLUSHALL"})
    lines.push_back({0, text});
  check_party(servers, 3, lines);
}

TEST_CASE("notifications: which letters are taken, and how they are given back" *
          doctest::skip(no_redis())) {
  const Servers servers;
  std::vector<Line> lines;
  const std::string letters = "KEAg$lshzxetdnm";
  const auto add = [&lines](const std::string& text) {
    lines.push_back({0, "CONFIG SET notify-keyspace-events \"" + text + "\""});
    lines.push_back({0, "CONFIG GET notify-keyspace-events"});
  };
  for (int byte = 32; byte < 127; ++byte)
    if (byte != '"' && byte != '\\') add(std::string(1, static_cast<char>(byte)));
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (unsigned size = random() % 16; size > 0; --size)
      text += letters[random() % letters.size()];
    add(text);
  }
  check_party(servers, 1, lines);
}

}  // namespace
}  // namespace kit::test
