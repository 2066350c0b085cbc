// Places in the source, as reports name them.

#include <doctest/doctest.h>

#include "loop/observe/place.hpp"

namespace kit {
namespace {

TEST_CASE("place: a function is called by its name, whatever the compiler writes around it") {
  // g++, a coroutine
  CHECK(function_name("void kit::chat(kit::chat(kit::Room&, int)::_ZN3kit4chatE.Frame*)") ==
        "kit::chat");
  CHECK(function_name(
            "void kit::{anonymous}::visit(kit::{anonymous}::visit(kit::Room&)::_Z.Frame*)") ==
        "kit::visit");
  CHECK(function_name("kit::Task<std::optional<std::pair<int, long int> > > kit::ask(int)") ==
        "kit::ask");
  // clang++
  CHECK(function_name("Task<void> kit::(anonymous namespace)::visit(Room &, int)") == "kit::visit");
  CHECK(function_name("Task<std::function<void (int)>> kit::maker(void (*)(int))") == "kit::maker");
  CHECK(function_name("void kit::pick<std::pair<int, long int> >(int)") ==
        "kit::pick<std::pair<int, long int> >");
  CHECK(function_name("int main()") == "main");
  CHECK(function_name("main") == "main");
  CHECK(function_name("") == "");
}

TEST_CASE("place: the file is named from the top of the project, with its line") {
  const std::string place = place_of(std::source_location::current());
  const std::string line = std::to_string(__LINE__ - 1);
  CHECK(place.ends_with("tests/loop/observe/test_place.cpp:" + line));
  CHECK(place.find("../") == place.npos);
}

// Last, since these lines count otherwise.
TEST_CASE("place: how the compiler came to the file is left out") {
#line 7 "../../servers/there.cpp"
  CHECK(place_of(std::source_location::current()) == "servers/there.cpp:7");
#line 8 "./loop/here.cpp"
  CHECK(place_of(std::source_location::current()) == "loop/here.cpp:8");
}

}  // namespace
}  // namespace kit
