// redis-py with both of its parsers gives the same values for our server and for Redis.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tests/redis/needs.hpp"
#include "tests/redis/servers.hpp"

namespace kit::test {
namespace {

std::vector<std::string> transcript(const RespServer& server, const std::string& parser,
                                    const std::string& decode) {
  const Outcome run({python_with_redis(), KIT_SOURCES "/tests/redis/typed_api.py",
                     std::to_string(server.port()), parser, decode});
  INFO(name_of(server.make()), ": ", run.out, run.err);
  CHECK(run.ending == Ending{.status = 0, .signal = 0});
  CHECK(run.err == "");
  std::vector<std::string> lines;
  std::istringstream stream(run.out);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("redis-py: every typed call, with and without hiredis, decoded and not" *
          doctest::skip(no_python())) {
  const Servers servers;
  for (const std::string parser : {"PythonParser", "HiredisParser"}) {
    for (const std::string decode : {"0", "1"}) {
      CAPTURE(parser);
      CAPTURE(decode);
      const std::vector<std::string> redis = transcript(servers.redis, parser, decode);
      const std::vector<std::string> ours = transcript(servers.ours, parser, decode);
      CHECK(redis.size() > 150);
      for (std::size_t i = 0; i < std::max(redis.size(), ours.size()); ++i)
        CHECK((i < ours.size() ? ours[i] : "nothing") == (i < redis.size() ? redis[i] : "nothing"));
    }
  }
}

}  // namespace
}  // namespace kit::test
