#include "servers/resp/append_only/groups.hpp"

#include <doctest/doctest.h>

#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

TEST_CASE("append-only groups: a header says how long the group is, and what is in it") {
  const std::string bytes = "some commands";
  const std::string line = group_header(bytes);
  CHECK(line.starts_with("#GROUP:13:"));
  CHECK(line.ends_with("\r\n"));
  const auto header = parse_group_header(line + bytes);
  REQUIRE(header);
  CHECK(header->header_size == line.size());
  CHECK(header->size == 13);
  CHECK(matches(*header, bytes));
  CHECK(!matches(*header, "some Commands"));
  CHECK(!matches(*header, "some command"));
}

TEST_CASE("append-only groups: anything else is no header") {
  const std::string line = group_header("x");
  for (std::size_t i = 0; i < line.size(); ++i) CHECK(!parse_group_header(line.substr(0, i)));
  for (const char* text : {"#TS:1767225600\r\n", "#GROUP:\r\n", "#GROUP:1\r\n", "#GROUP:1:0\r\n",
                           "#GROUP:-1:0123456789abcdef\r\n", "#GROUP:1:0123456789abcdeg\r\n"})
    CHECK(!parse_group_header(text));
}

TEST_CASE("append-only groups: a whole one is found behind a broken one, a broken one is not") {
  const Folder folder;
  const std::string filler(1024 * 1024 - 5, '#');  // so that the line lies across two windows
  const std::string whole = group("a command");
  std::string broken = whole;
  broken.back() ^= 1;
  for (const auto& [bytes, expected] : {std::pair<std::string, bool>{filler + whole, true},
                                        {filler + broken, false},
                                        {filler + whole.substr(0, whole.size() - 1), false},
                                        {filler + "#PLAIN\r\n", true}}) {
    write_file(folder / "aof", bytes);
    const LogFile file(folder / "aof", LogFile::Begin::as_it_is);
    CHECK(something_whole_follows(file.fd(), 0, bytes.size()) == expected);
  }
}

}  // namespace
}  // namespace kit::resp::test
