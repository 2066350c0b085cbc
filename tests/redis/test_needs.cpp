// What of other people's programs is missing is said in a line that `./kit test` shows.
#include <doctest/doctest.h>

#include <cstdio>

#include "tests/redis/needs.hpp"

namespace kit::test {
namespace {

TEST_CASE("needs: a test that cannot run says so") {
  if (no_redis()) {
    std::puts(
        "SKIPPED: the comparison with Redis: there is no redis-server 7.0.x here "
        "(Debian: apt-get install redis-tools)");
  } else if (no_python()) {
    std::puts(
        "SKIPPED: redis-py against our server: no Python here has the modules redis and "
        "hiredis (Debian: apt-get install python3-redis python3-hiredis)");
  }
  if (nutcracker().empty())
    std::puts(
        "SKIPPED: three of our servers behind a proxy: there is no nutcracker here "
        "(Debian: apt-get install nutcracker)");
  CHECK((no_redis() || redis_server_command().size() > 0));
}

}  // namespace
}  // namespace kit::test
