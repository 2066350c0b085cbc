// The tables: what people type, typed into both servers.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"
#include "tests/redis/table.hpp"

namespace kit::test {
namespace {

// A wrong reply early in a section makes more wrong ones: the first few tell enough.
constexpr std::size_t most_told = 5;

void check_section(const TableSection& section, const Servers& servers, int protocol) {
  const Side redis{.port = servers.redis.port(), .lie = {}};
  const Side ours{.port = servers.ours.port(), .lie = {}};
  const std::vector<std::string> found = differences(section, redis, ours, protocol);
  std::string text;
  for (std::size_t i = 0; i < found.size() && i < most_told; ++i) text += "\n" + found[i];
  INFO("in RESP", protocol, ", section ", section.name, ": ", found.size(), " differ", text);
  CHECK(found.empty());
}

void check_table(const std::string& name) {
  const Servers servers;
  for (const int protocol : {2, 3})
    for (const TableSection& section : read_table(name)) check_section(section, servers, protocol);
}

TEST_CASE("tables: strings" * doctest::skip(no_redis())) { check_table("strings"); }
TEST_CASE("tables: numbers" * doctest::skip(no_redis())) { check_table("numbers"); }
TEST_CASE("tables: bits" * doctest::skip(no_redis())) { check_table("bits"); }
TEST_CASE("tables: hashes" * doctest::skip(no_redis())) { check_table("hashes"); }
TEST_CASE("tables: keys" * doctest::skip(no_redis())) { check_table("keys"); }
TEST_CASE("tables: expiry" * doctest::skip(no_redis())) { check_table("expiry"); }
TEST_CASE("tables: sets" * doctest::skip(no_redis())) { check_table("sets"); }
TEST_CASE("tables: command" * doctest::skip(no_redis())) { check_table("command"); }
TEST_CASE("tables: connection" * doctest::skip(no_redis())) { check_table("connection"); }
TEST_CASE("tables: admin" * doctest::skip(no_redis())) { check_table("admin"); }
TEST_CASE("tables: lists" * doctest::skip(no_redis())) { check_table("lists"); }
TEST_CASE("tables: sorted sets" * doctest::skip(no_redis())) { check_table("sorted_sets"); }
TEST_CASE("tables: sort" * doctest::skip(no_redis())) { check_table("sort"); }
TEST_CASE("tables: transactions" * doctest::skip(no_redis())) { check_table("transactions"); }
TEST_CASE("tables: blocking" * doctest::skip(no_redis())) { check_table("blocking"); }
TEST_CASE("tables: protocol" * doctest::skip(no_redis())) { check_table("protocol"); }

// Each line there says why. One that no longer differs fails.
TEST_CASE("tables: the differences that are wanted" * doctest::skip(no_redis())) {
  check_table("differences");
}

TEST_CASE("tables: the fields of INFO that are ours alone are there, and Redis has none of them" *
          doctest::skip(no_redis())) {
  const Servers servers;
  const std::string redis = servers.redis.connect().command("INFO everything");
  const std::string ours = servers.ours.connect().command("INFO everything");
  for (const std::string_view field : own_fields()) {
    CHECK(ours.find("\n" + std::string(field) + ":") != ours.npos);
    CHECK(redis.find("\n" + std::string(field) + ":") == redis.npos);
  }
}

}  // namespace
}  // namespace kit::test
