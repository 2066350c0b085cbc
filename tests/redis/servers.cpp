#include "tests/redis/servers.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "loop/errors.hpp"
#include "loop/os/fd.hpp"
#include "tests/redis/needs.hpp"
#include "tests/support/memory.hpp"

namespace kit::test {
namespace {

// Another program may take a free port before Redis does; hardly ever so many times.
constexpr int attempts = 20;

/// False if it ended instead.
bool says_ready(Process& redis) {
  while (const std::optional<std::string> line = redis.out_line())
    if (line->find("Ready to accept connections") != line->npos) return true;
  return false;
}

std::string proc(pid_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

std::vector<std::string> limited(int descriptors, std::vector<std::string> command) {
  return descriptors == 0 ? command : with_descriptors(descriptors, std::move(command));
}

}  // namespace

std::uint16_t free_port() {
  const Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), any, length) != 0 || ::getsockname(socket.get(), any, &length) != 0)
    throw_os_error(errno, "a free port");
  return ntohs(address.sin_port);
}

const char* name_of(Make make) noexcept { return make == Make::redis ? "redis" : "ours"; }

RespServer::RespServer(Make make, const std::vector<std::string>& options, int descriptors,
                       std::uint16_t port)
    : make_(make), port_(port) {
  const bool twice = std::getenv("KIT_YARDSTICK_TWICE") != nullptr;
  if (make == Make::ours && !twice)
    start_ours(options, descriptors);
  else
    start_redis(options, descriptors);
}

void RespServer::start_ours(const std::vector<std::string>& options, int descriptors) {
  std::vector<std::string> command = {KIT_SERVERS "/resp"};
  const bool chosen = std::find(options.begin(), options.end(), "--port") != options.end();
  if (!chosen) command.insert(command.end(), {"--port", std::to_string(port_)});
  command.insert(command.end(), options.begin(), options.end());
  process_ = std::make_unique<Process>(limited(descriptors, std::move(command)));
  const std::string line = process_->out_line().value_or("");
  port_ = port_in(line);
  if (port_ == 0) throw std::runtime_error("no server: " + line + process_->err_rest());
}

void RespServer::start_redis(const std::vector<std::string>& options, int descriptors) {
  const bool any_port = port_ == 0;
  for (int i = 0; i < attempts; ++i) {
    if (any_port) port_ = free_port();
    std::vector<std::string> command = redis_server_command();
    const std::string port = std::to_string(port_);
    const std::vector<std::string> own = {"--bind",      "127.0.0.1", "--port",       port,
                                          "--save",      "",          "--appendonly", "no",
                                          "--daemonize", "no",        "--dir",        folder_ / ""};
    command.insert(command.end(), own.begin(), own.end());
    command.insert(command.end(), options.begin(), options.end());
    process_ = std::make_unique<Process>(limited(descriptors, std::move(command)));
    if (says_ready(*process_)) return;
  }
  throw std::runtime_error("redis-server does not start");
}

long RespServer::memory(std::string_view line) const {
  std::ifstream status(proc(process_->pid(), "status"));
  std::string word;
  while (!sanitized && status >> word) {
    long kibibytes = 0;
    if (word == line && status >> kibibytes) return kibibytes;
  }
  return 0;
}

std::size_t RespServer::descriptors() const {
  std::error_code none;
  const std::filesystem::directory_iterator open(proc(process_->pid(), "fd"), none);
  return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

}  // namespace kit::test
