// LCS, and the longest common subsequence under it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/commands/common_subsequence.hpp"
#include "tests/servers/resp/commands/bench.hpp"

namespace kit::resp {
namespace {

/// The textbook's table, and Redis's way back through it.
std::vector<CommonRange> textbook(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j)
      table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1
                                         : std::max(table[i - 1][j], table[i][j - 1]);
  std::vector<CommonRange> ranges;
  bool open = false;
  for (std::size_t i = a.size(), j = b.size(); i > 0 && j > 0;) {
    const bool same = a[i - 1] == b[j - 1];
    if (same) {
      --i, --j;
      if (!open) ranges.push_back({i, j, 0});
      ranges.back() = {i, j, ranges.back().size + 1};
    } else {
      --(table[i - 1][j] > table[i][j - 1] ? i : j);
    }
    open = same;
  }
  return ranges;
}

std::string written(const std::vector<CommonRange>& ranges) {
  std::string text;
  for (const CommonRange& range : ranges)
    text += std::to_string(range.first_a) + "-" + std::to_string(range.first_b) + "-" +
            std::to_string(range.size) + " ";
  return text;
}

std::string random_text(std::mt19937& random, std::size_t size, unsigned letters) {
  std::string text(size, '\0');
  for (char& letter : text) letter = static_cast<char>(random() % letters);
  return text;
}

TEST_CASE("common subsequence: the textbook's way, in texts of any length and alphabet") {
  std::mt19937 random(4711);
  for (int round = 0; round < 3'000; ++round) {
    const unsigned letters = round % 3 == 0 ? 2 : round % 3 == 1 ? 5 : 256;
    const std::string a = random_text(random, random() % 150, letters);
    const std::string b = random_text(random, random() % 150, letters);
    const std::vector<CommonRange> expected = textbook(a, b);
    std::size_t length = 0;
    for (const CommonRange& range : expected) length += range.size;
    CHECK(written(common_ranges(a, b)) == written(expected));
    CHECK(common_length(a, b) == length);
  }
}

TEST_CASE("common subsequence: at the edges of a word") {
  for (const std::size_t size : {0, 1, 63, 64, 65, 127, 128, 129}) {
    const std::string text(size, 'x');
    CHECK(common_length(text, text) == size);
    CHECK(common_length(text, std::string(size, 'y')) == 0);
    CHECK(common_length("x", text) == std::min<std::size_t>(size, 1));
    CHECK(written(common_ranges(text, text)) == written(textbook(text, text)));
  }
}

TEST_CASE("common subsequence: a carry passes through words where nothing is the same") {
  std::string b(200, '-');
  b[10] = 'q';
  b[190] = 'p';
  CHECK(common_length("pq", b) == 1);
  CHECK(written(common_ranges("pq", b)) == written(textbook("pq", b)));
}

TEST_CASE("LCS: the text, its length, or where it is") {
  Bench bench;
  bench.run("MSET a ohmytext b mynewtext");
  CHECK(bench.run("LCS a b") == bulk("mytext"));
  CHECK(bench.run("LCS a b LEN") == number(6));
  const std::string text = "*2\r\n*2\r\n:4\r\n:7\r\n*2\r\n:5\r\n:8\r\n";
  const std::string my = "*2\r\n*2\r\n:2\r\n:3\r\n*2\r\n:0\r\n:1\r\n";
  CHECK(bench.run("LCS a b IDX") ==
        "*4\r\n" + bulk("matches") + "*2\r\n" + text + my + bulk("len") + number(6));
  CHECK(bench.run("LCS a b idx minmatchlen 4") ==
        "*4\r\n" + bulk("matches") + "*1\r\n" + text + bulk("len") + number(6));
  CHECK(bench.run("LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN") ==
        "*4\r\n" + bulk("matches") + "*1\r\n*3" + text.substr(2) + number(4) + bulk("len") +
            number(6));
  bench.clients[0].version = Version::resp3;
  CHECK(bench.run("LCS a b IDX MINMATCHLEN 5") ==
        "%2\r\n" + bulk("matches") + "*0\r\n" + bulk("len") + number(6));
}

TEST_CASE("LCS: keys that are not there are empty, numbers are texts") {
  Bench bench;
  bench.run("MSET a 12345 b 9214590");
  CHECK(bench.run("LCS a b") == bulk("245"));
  CHECK(bench.run("LCS a nosuch") == bulk(""));
  CHECK(bench.run("LCS nosuch a LEN") == number(0));
  CHECK(bench.run("LCS x y IDX") ==
        "*4\r\n" + bulk("matches") + "*0\r\n" + bulk("len") + number(0));
}

TEST_CASE("LCS: what it does not know, or would take too much, is refused") {
  Bench bench({.proto_max_bulk_len = 4 * 11 * 11});
  CHECK(bench.run("LCS a b foo") == refusal(syntax_error));
  CHECK(bench.run("LCS a b IDX MINMATCHLEN") == refusal(syntax_error));
  CHECK(bench.run("LCS a b MINMATCHLEN x") == refusal(not_an_integer));
  CHECK(bench.run("LCS a b LEN IDX") ==
        refusal("ERR If you want both the length and indexes, please just use IDX."));
  bench.run("MSET a 0123456789 b abcdefghij c abcdefghijk");
  CHECK(bench.run("LCS a b LEN") == number(0));
  CHECK(bench.run("LCS a c LEN") ==
        refusal("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"));
}

}  // namespace
}  // namespace kit::resp
