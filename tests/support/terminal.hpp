// A terminal without a person: what is written to `master` was typed, what is read there was shown.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "loop/os/fd.hpp"

namespace kit::test {

/// Passes bytes on as they are: no echo, no line feeds made into two bytes.
struct Terminal {
  Terminal() {
    master = Fd(::posix_openpt(O_RDWR | O_NOCTTY));
    REQUIRE(master);
    set_close_on_exec(master.get());
    REQUIRE(::grantpt(master.get()) == 0);
    REQUIRE(::unlockpt(master.get()) == 0);
    name = ::ptsname(master.get());
    slave = Fd(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    REQUIRE(slave);
    termios settings{};
    REQUIRE(::tcgetattr(slave.get(), &settings) == 0);
    ::cfmakeraw(&settings);
    REQUIRE(::tcsetattr(slave.get(), TCSANOW, &settings) == 0);
  }

  void write(std::string_view text) const {
    REQUIRE(::write(master.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  /// Waits for so many bytes.
  std::string read(std::size_t size) const { return read_from(master, size); }
  std::string read_slave(std::size_t size) const { return read_from(slave, size); }

  Fd master;
  Fd slave;
  std::string name;  // of the slave

 private:
  static std::string read_from(const Fd& fd, std::size_t size) {
    std::string all;
    while (all.size() < size) {
      pollfd query{.fd = fd.get(), .events = POLLIN, .revents = 0};
      REQUIRE(::poll(&query, 1, 60'000) == 1);  // only to fail instead of hanging
      std::string room(size - all.size(), '\0');
      const ssize_t count = ::read(fd.get(), room.data(), room.size());
      REQUIRE(count > 0);
      all.append(room, 0, static_cast<std::size_t>(count));
    }
    return all;
  }
};

}  // namespace kit::test
