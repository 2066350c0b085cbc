#include "tests/redis/needs.hpp"

#include <cstdlib>
#include <exception>

#include "loop/errors.hpp"
#include "tests/support/process.hpp"

namespace kit::test {
namespace {

/// What the command says on stdout; empty if it cannot be started or fails.
std::string answer(std::vector<std::string> command, const std::string& argument) {
  command.push_back(argument);
  try {
    const Outcome outcome(std::move(command));
    return outcome.ending == Ending{.status = 0, .signal = 0} ? outcome.out : "";
  } catch (const OSError&) {  // it is not here
    return "";
  }
}

std::vector<std::string> find_redis_server() {
  const std::vector<std::vector<std::string>> candidates = {
      {"redis-server"},
      {"/bin/bash", "-c", R"(exec -a redis-server redis-check-rdb "$@")", "redis-server"},
  };
  for (const std::vector<std::string>& each : candidates) {
    const std::string version = answer(each, "--version");
    if (version.find(" v=" + std::string(yardstick)) != version.npos) return each;
  }
  return {};
}

std::string find_python() {
  // The second one is the system's, which the system's packages belong to.
  for (const std::string each : {"python3", "/usr/bin/python3"}) {
    if (!answer({each, "-c"}, "import redis, hiredis; print(redis.__version__)").empty())
      return each;
  }
  return "";
}

std::string find_nutcracker() {
  // The second place is not on everybody's path.
  for (const std::string each : {"nutcracker", "/usr/sbin/nutcracker"}) {
    try {
      if (Outcome({each, "--version"}).ending == Ending{.status = 0, .signal = 0}) return each;
    } catch (const OSError&) {
    }
  }
  return "";
}

}  // namespace

const std::vector<std::string>& redis_server_command() {
  static const std::vector<std::string> command = find_redis_server();
  return command;
}

const std::string& python_with_redis() {
  static const std::string python = find_python();
  return python;
}

const std::string& nutcracker() {
  static const std::string program = find_nutcracker();
  return program;
}

}  // namespace kit::test
