// Good requests with a few bytes changed, lost, doubled or put in, from a seed.
#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/protocol/reply.hpp"
#include "tests/servers/resp/feeding.hpp"

namespace kit::resp {
namespace {

using namespace std::string_literals;
using test::pieces_of;
using test::understood;

class Luck {
 public:
  explicit Luck(std::uint64_t seed) : engine_(seed) {}

  /// At least 0, less than `end`. Not of std's distributions: those differ between libraries.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }

 private:
  std::mt19937_64 engine_;
};

/// One to five requests such as a client sends.
std::string good_requests(Luck& luck) {
  const std::vector<std::string> lines = {"PING\r\n",     "\r\n",    "SET a \"b \\x41\\n\" 'c d'\n",
                                          "*0\r\n",       "*-1\r\n", "GET a\n",
                                          "ECHO \"\"\r\n"};
  std::string bytes;
  ReplyWriter writer(bytes);
  for (std::size_t left = 1 + luck.below(5); left > 0; --left) {
    if (luck.below(3) == 0) {
      bytes += lines[luck.below(lines.size())];
      continue;
    }
    const std::size_t size = 1 + luck.below(12);
    writer.array(size);
    for (std::size_t i = 0; i < size; ++i)
      writer.bulk(std::string(luck.below(20), "a\r\n*$1"[luck.below(6)]));
  }
  return bytes;
}

/// Often a byte that means something here, else any.
char some_byte(Luck& luck) {
  constexpr std::string_view known("*$\r\n0123456789-+ \t\"'\\x\0", 23);
  const std::size_t any = luck.below(256);
  return luck.below(4) == 0 ? static_cast<char>(any) : known[luck.below(known.size())];
}

void mutate(std::string& bytes, Luck& luck) {
  for (std::size_t left = luck.below(4); left > 0 && !bytes.empty(); --left) {
    const std::size_t at = luck.below(bytes.size());
    const std::size_t size = 1 + luck.below(6);
    switch (luck.below(5)) {
      case 0:
        bytes[at] = some_byte(luck);
        break;
      case 1:
        bytes.insert(at, 1, some_byte(luck));
        break;
      case 2:
        bytes.erase(at, size);
        break;
      case 3:
        bytes.insert(at, bytes.substr(luck.below(bytes.size()), size));
        break;
      default:
        bytes.resize(at);
    }
  }
}

/// Cut at random, a few bytes at a time or many.
std::vector<std::string_view> some_pieces(std::string_view bytes, Luck& luck) {
  std::vector<std::string_view> pieces;
  const std::size_t longest = luck.below(2) == 0 ? 5 : 80;
  while (!bytes.empty()) {
    pieces.push_back(bytes.substr(0, 1 + luck.below(longest)));
    bytes.remove_prefix(pieces.back().size());
  }
  return pieces;
}

/// Of the seeds before `end`, how many gave an error, to know that both kinds come.
std::size_t errors_in_seeds(std::uint64_t end) {
  std::size_t errors = 0;
  for (std::uint64_t seed = 0; seed < end; ++seed) {
    CAPTURE(seed);
    Luck luck(seed);
    RequestLimits limits;
    limits.authenticated = luck.below(4) != 0;
    std::string bytes = good_requests(luck);
    mutate(bytes, luck);
    CAPTURE(bytes);
    const std::string whole = understood(bytes, limits);
    REQUIRE(whole.find("more taken than given") == std::string::npos);
    REQUIRE(understood(some_pieces(bytes, luck), limits) == whole);
    REQUIRE(understood(pieces_of(bytes, 1), limits) == whole);
    if (whole.find("!Protocol error: ") != std::string::npos) ++errors;
  }
  return errors;
}

TEST_CASE("request fuzz: 10,000 damaged requests are understood the same, however they come") {
  const std::size_t errors = errors_in_seeds(10000);
  CHECK(errors > 2000);
  CHECK(errors < 8000);
}

}  // namespace
}  // namespace kit::resp
