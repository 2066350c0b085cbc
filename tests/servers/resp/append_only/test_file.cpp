// The file grows by whole records, whatever the disk says.
#include "servers/resp/append_only/file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "loop/errors.hpp"
#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

std::string refusal_of(const std::string& path) {
  try {
    LogFile file(path, LogFile::Begin::as_it_is);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("append-only file: what does not fit is not in it at all, plain or as a group") {
  for (const bool as_group : {false, true}) {
    CAPTURE(as_group);
    const Folder folder;
    FaultyFile file(folder / "aof");
    const auto append = [&](std::string_view bytes) {
      as_group ? file.append_group(bytes) : file.append(bytes);
    };
    append("first");
    const std::uint64_t size = file.size();
    file.room = size + 3;
    CHECK_THROWS_AS(append("second"), OSError);
    CHECK(file.size() == size);
    CHECK(contents(folder / "aof").size() == size);
    file.room = UINT64_MAX;
    append("third");
    const std::string expected =
        as_group ? group("") + group("first") + group("third") : "firstthird";
    CHECK(contents(folder / "aof").substr(0, expected.size()) == expected);
  }
}

TEST_CASE("append-only file: space is reserved for groups, and cut off in the end") {
  const Folder folder;
  {
    LogFile file(folder / "aof", LogFile::Begin::as_it_is);
    file.append_group("one");
    const std::string bytes = contents(folder / "aof");
    CHECK(bytes.size() > file.size() + 1000);
    CHECK(bytes.substr(file.size()).find_first_not_of('\0') == bytes.npos);
    file.append_group("two");
    CHECK(contents(folder / "aof").size() == bytes.size());
  }
  CHECK(contents(folder / "aof") == group("") + group("one") + group("two"));
}

TEST_CASE("append-only file: plain records behind groups have a line before them") {
  const Folder folder;
  {
    LogFile file(folder / "aof", LogFile::Begin::as_it_is);
    file.append("a");
    file.append_group("b");
    file.append("c");
    file.append("d");
  }
  CHECK(contents(folder / "aof") == "a" + group("") + group("b") + "#PLAIN\r\ncd");
}

TEST_CASE("append-only file: who cannot have it is told why, and what to do") {
  const Folder folder;
  CHECK(refusal_of(folder / "none/aof").find("No such file or directory (make its folder, or") !=
        std::string::npos);
  CHECK(refusal_of(folder / "").find("(--appendonly wants a file)") != std::string::npos);
  const LogFile file(folder / "aof", LogFile::Begin::as_it_is);
  CHECK(refusal_of(folder / "aof").find("(another server uses it") != std::string::npos);
}

}  // namespace
}  // namespace kit::resp::test
