// A pipe that nobody reads, until the test does.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "loop/os/fd.hpp"

namespace kit::test {

class StuckPipe {
 public:
  StuckPipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    read_end_ = Fd(ends[0]);
    write_end_ = Fd(ends[1]);
  }

  int write_end() const { return write_end_.get(); }
  void close_read_end() { read_end_.close(); }

  /// Fills the pipe, so that the next write(2) to it blocks. Returns how many bytes that took.
  std::size_t fill() {
    const Fd writer = duplicate(write_end_.get());
    set_nonblocking(writer.get());  // which both share, hence the way back below
    std::size_t total = 0;
    const std::string some(4096, '.');
    for (std::size_t size = some.size(); size > 0; size /= 2) {
      ssize_t count = 0;
      while ((count = ::write(writer.get(), some.data(), size)) > 0)
        total += static_cast<std::size_t>(count);
    }
    make_blocking(writer.get());
    return total;
  }

  /// Waits for so many bytes.
  std::string read(std::size_t size) {
    std::string all;
    while (all.size() < size) all += read_some(size - all.size());
    return all;
  }

  /// Waits until `end` has come.
  std::string read_until(const std::string& end) {
    std::string all;
    while (!all.ends_with(end)) all += read_some(1);
    return all;
  }

 private:
  static void make_blocking(int fd) {
    REQUIRE(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK) == 0);
  }
  std::string read_some(std::size_t most) {
    std::string room(most, '\0');
    ssize_t count = 0;
    do {
      count = ::read(read_end_.get(), room.data(), room.size());
    } while (count < 0 && errno == EINTR);
    REQUIRE(count > 0);
    room.resize(static_cast<std::size_t>(count));
    return room;
  }

  Fd read_end_;
  Fd write_end_;
};

}  // namespace kit::test
