#include "servers/common/program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <string>
#include <string_view>

#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "loop/os/signals.hpp"
#include "streams/address.hpp"

namespace kit {
namespace {

std::string_view advice_for(int error) {
  switch (error) {
    case EADDRINUSE:
      return " (choose another --port or --host)";
    case EADDRNOTAVAIL:
      return " (not an address of this machine: choose another --host)";
    case EACCES:
      return " (choose a --port from 1024 on, or another --host)";
    default:
      return "";
  }
}

/// What the person who starts the server can do about it; empty if we do not know.
std::string_view advice(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const HostError&) {
    return " (choose another --host)";
  } catch (const OSError& failure) {
    return advice_for(failure.error_number());
  } catch (...) {
    return "";
  }
}

/// A program that was started without one of the three (<&-) would get its number for a socket, and
/// then print into it.
void keep_standard_descriptors() {
  int fd = 0;
  do {
    fd = ::open("/dev/null", O_RDWR);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  Fd(fd).close();
}

using Complain = std::function<void(const std::exception_ptr&)>;

int run(const std::function<void()>& body, const Complain& complain) {
  int status = 0;
  try {
    keep_standard_descriptors();
    ignore_sigpipe();
    body();
  } catch (const SystemExit& wish) {
    status = wish.status();
  } catch (...) {
    complain(std::current_exception());
    status = 1;
  }
  flush_output();
  return status;
}

}  // namespace

int run_server(LogLevel lowest, const std::function<void()>& body) {
  set_log_level(lowest);
  return run(body, [](const std::exception_ptr& error) {
    log(LogLevel::error, describe(error).append(advice(error)));
  });
}

int run_tool(std::string_view name, const std::function<void()>& body) {
  return run(body, [name](const std::exception_ptr& error) {
    print_error_line(std::string(name).append(": ").append(describe(error)));
  });
}

}  // namespace kit
