// Commands as bytes. What is expected is what redis-server 7.0.15 writes.
#include "servers/resp/append_only/encode.hpp"

#include <doctest/doctest.h>

#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

TEST_CASE("append-only: a command is an array of strings of any bytes") {
  std::string out;
  append_command(out, {"SET", std::string_view("a\r\n", 3), ""});
  CHECK(out == "*3\r\n$3\r\nSET\r\n$3\r\na\r\n\r\n$0\r\n\r\n");
}

TEST_CASE("append-only: SELECT comes first, and when the database changes") {
  CommandStream stream;
  stream.add(0, {"DEL", "a"});
  stream.add(0, {"DEL", "b"});
  stream.add(11, {"DEL", "c"});
  CHECK(stream.bytes() ==
        "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*2\r\n$3\r\nDEL\r\n$1\r\na\r\n*2\r\n$3\r\nDEL\r\n$"
        "1\r\nb\r\n"
        "*2\r\n$6\r\nSELECT\r\n$2\r\n11\r\n*2\r\n$3\r\nDEL\r\n$1\r\nc\r\n");
  stream.bytes().clear();
  stream.add(11, {"DEL", "d"});
  CHECK(stream.bytes() == "*2\r\n$3\r\nDEL\r\n$1\r\nd\r\n");
  stream.bytes().clear();
  stream.forget_database();
  stream.add(11, {"DEL", "e"});
  CHECK(stream.bytes() == "*2\r\n$6\r\nSELECT\r\n$2\r\n11\r\n*2\r\n$3\r\nDEL\r\n$1\r\ne\r\n");
}

TEST_CASE("append-only: an entry is one SET, with its deadline if it has one") {
  Bench bench;
  Database& keys = bench.instance.keyspace[0];
  CommandStream stream;
  stream.add_entry(0, *keys.set("text", "value"));
  stream.add_entry(0, *keys.set("number", "-12"));
  stream.add_entry(0, *keys.set("mortal", "", 1'800'000'000'000));
  CHECK(stream.bytes() ==
        "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$4\r\ntext\r\n$5\r\nvalue\r\n"
        "*3\r\n$3\r\nSET\r\n$6\r\nnumber\r\n$3\r\n-12\r\n"
        "*5\r\n$3\r\nSET\r\n$6\r\nmortal\r\n$0\r\n\r\n$4\r\nPXAT\r\n$13\r\n1800000000000\r\n");
}

}  // namespace
}  // namespace kit::resp
