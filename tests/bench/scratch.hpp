// What the command of a server may leave open, and the folder that one of these answers is.
#pragma once

#include <string>
#include <string_view>

namespace kit::bench {

// In the command of a server these stand for a port that is free, and for a folder of its own.
inline constexpr std::string_view port_place = "{port}";
inline constexpr std::string_view folder_place = "{dir}";

inline bool has_place(std::string_view command, std::string_view place) {
  return command.find(place) != std::string_view::npos;
}

// With `text` wherever `place` stood.
std::string with_place(std::string command, std::string_view place, std::string_view text);

// A folder that is made with the object and removed, with all that is in it, at the end of its
// life.
class ScratchFolder {
 public:
  // Throws std::system_error when it cannot be made in `parent`.
  explicit ScratchFolder(const std::string& parent);
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace kit::bench
