#include "tests/bench/scratch.hpp"

#include <unistd.h>  // mkdtemp, on macOS

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace kit::bench {

std::string with_place(std::string command, std::string_view place, std::string_view text) {
  for (size_t at = command.find(place); at != std::string::npos;
       at = command.find(place, at + text.size()))
    command.replace(at, place.size(), text);
  return command;
}

ScratchFolder::ScratchFolder(const std::string& parent) {
  std::string pattern = std::filesystem::absolute(parent) / "bench-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "make a folder in " + parent);
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // a folder left behind is no reason to end the measurement
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace kit::bench
