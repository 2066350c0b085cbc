#include "servers/resp/client/url.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace kit::redis {
namespace {

std::string fault_of(std::string_view text) {
  try {
    (void)parse_redis_url(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("redis url: a host alone has the default port, no user, and database 0") {
  const RedisUrl url = parse_redis_url("redis://example.org");
  CHECK(url.host == "example.org");
  CHECK(url.port == 6379);
  CHECK(url.user == "");
  CHECK(url.password == "");
  CHECK(url.database == 0);
  CHECK(url.str() == "redis://example.org:6379");
}

TEST_CASE("redis url: all its parts") {
  const RedisUrl url = parse_redis_url("redis://ann:s:e@c%40r%2Fet@[::1]:7000/15");
  CHECK(url.host == "::1");
  CHECK(url.port == 7000);
  CHECK(url.user == "ann");
  CHECK(url.password == "s:e@c@r/et");
  CHECK(url.database == 15);
}

TEST_CASE("redis url: written again, it shows neither user nor password") {
  CHECK(parse_redis_url("redis://ann:secret@[::1]:7000/15").str() == "redis://[::1]:7000/15");
  CHECK(parse_redis_url("redis://:secret@10.0.0.1/0").str() == "redis://10.0.0.1:6379");
}

TEST_CASE("redis url: a password without a user, and an empty path") {
  const RedisUrl url = parse_redis_url("redis://:secret@localhost/");
  CHECK(url.user == "");
  CHECK(url.password == "secret");
  CHECK(url.database == 0);
  CHECK(parse_redis_url("redis://:@localhost").password == "");
}

TEST_CASE("redis url: what is wrong is said, and what is right beside it") {
  const std::string form = ": redis://[user:password@]HOST[:PORT][/DATABASE]";
  CHECK(fault_of("") == "a Redis URL begins with redis://" + form);
  CHECK(fault_of("http://localhost") == "a Redis URL begins with redis://" + form);
  CHECK(fault_of("localhost:6379") == "a Redis URL begins with redis://" + form);
  CHECK(fault_of("rediss://localhost") == "TLS is not supported" + form);
  CHECK(fault_of("redis://") == "the host is missing" + form);
  CHECK(fault_of("redis://:6379") == "the host is missing" + form);
  CHECK(fault_of("redis://[]:1") == "the host is missing" + form);
  CHECK(fault_of("redis://[::1") == "the ] after the host is missing" + form);
  CHECK(fault_of("redis://a b") == "a host has no spaces and no control characters" + form);
  CHECK(fault_of("redis://h/lobby") == "'lobby' is no number of a database" + form);
  CHECK(fault_of("redis://h/-1") == "'-1' is no number of a database" + form);
  CHECK(fault_of("redis://h/1/2") == "'1/2' is no number of a database" + form);
}

TEST_CASE("redis url: ports that are none") {
  const std::string fault = "the port is a number from 1 to 65535";
  for (const char* const each :
       {"redis://h:", "redis://h:0", "redis://h:65536", "redis://h:x", "redis://h:6379x",
        "redis://h:-1", "redis://h:99999999999", "redis://[::1]6379", "redis://a:b:1"}) {
    CAPTURE(each);
    CHECK(fault_of(each).starts_with(fault));
  }
}

TEST_CASE("redis url: a fault of the password does not show it") {
  for (const char* const each :
       {"redis://secret@h", "redis://ann:@h", "redis://a:secret%4@h", "redis://a:secret%zz@h",
        "redis://a:secret%4", "redis://a:secret@"}) {
    CAPTURE(each);
    CHECK(fault_of(each) != "");
    CHECK(fault_of(each).find("secret") == std::string::npos);
  }
}

}  // namespace
}  // namespace kit::redis
