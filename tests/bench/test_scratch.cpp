// What a benchmark fills into the command of a server, and the folder it may give it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "tests/bench/scratch.hpp"

namespace kit::bench {
namespace {

namespace fs = std::filesystem;

TEST_CASE("bench: a place in a command is filled wherever it stands") {
  CHECK(with_place("a --port {port} --also {port}", port_place, "80") == "a --port 80 --also 80");
  CHECK(with_place("a --port 0", port_place, "80") == "a --port 0");
  // What is filled in is not looked at again.
  CHECK(with_place("{dir}/log", folder_place, "/x{dir}y") == "/x{dir}y/log");
  CHECK(has_place("a {port}", port_place));
  CHECK_FALSE(has_place("a port", port_place));
}

TEST_CASE("bench: a scratch folder goes with all that is in it") {
  const ScratchFolder parent(fs::temp_directory_path().string());
  fs::path path;
  {
    const ScratchFolder folder(parent.path());
    const ScratchFolder another(parent.path());
    path = folder.path();
    CHECK(path != another.path());
    CHECK(path.is_absolute());
    CHECK(path.parent_path() == parent.path());
    fs::create_directory(path / "inside");
    std::ofstream(path / "inside" / "log") << "text";
    CHECK(fs::exists(path / "inside" / "log"));
  }
  CHECK_FALSE(fs::exists(path));
  CHECK(fs::is_empty(parent.path()));
}

TEST_CASE("bench: no scratch folder where there is no folder") {
  CHECK_THROWS_AS(ScratchFolder("/no/such/folder"), std::system_error);
}

}  // namespace
}  // namespace kit::bench
