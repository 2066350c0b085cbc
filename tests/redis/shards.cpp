#include "tests/redis/shards.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "loop/errors.hpp"
#include "tests/redis/needs.hpp"

namespace kit::test {
namespace {

// Another program may take a free port before the proxy does; hardly ever so many times.
constexpr int attempts = 20;

/// What the README's example has: the proxy's port, and those of the servers.
constexpr const char* example_port = "127.0.0.1:6379";
constexpr const char* example_servers[] = {"127.0.0.1:7001", "127.0.0.1:7002", "127.0.0.1:7003"};

void replace(std::string& text, const std::string& from, std::uint16_t port) {
  const std::size_t at = text.find(from);
  if (at == text.npos) throw std::runtime_error("the README's example does not say " + from);
  text.replace(at, from.size(), "127.0.0.1:" + std::to_string(port));
}

bool has_ended(pid_t pid) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == pid;
}

/// False if it ended instead.
bool listens(const Process& process, std::uint16_t port) {
  while (!has_ended(process.pid())) {
    try {
      RespClient client(port);
      return client.command("PING") == "+PONG\r\n";
    } catch (const OSError&) {  // not yet
      std::this_thread::yield();
    }
  }
  return false;
}

}  // namespace

std::string readme_block(const std::string& language) {
  std::ifstream file(KIT_SOURCES "/README.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string fence = "```" + language + "\n";
  const std::size_t begin = text.find(fence);
  if (begin == text.npos) throw std::runtime_error("the README has no block of " + language);
  const std::size_t from = begin + fence.size();
  return text.substr(from, text.find("```\n", from) - from);
}

std::vector<std::string> Shards::options_of(std::size_t i) const {
  return {"--appendonly", folder_ / std::to_string(i), "--appendfsync", "always"};
}

Shards::Shards() {
  for (std::size_t i = 0; i < std::size(example_servers); ++i) {
    servers_.push_back(std::make_unique<RespServer>(Make::ours, options_of(i)));
    ports_.push_back(servers_.back()->port());
  }
  for (int i = 0; i < attempts; ++i)
    if (start_proxy()) return;
  throw std::runtime_error("nutcracker does not start: " + proxy_->err_rest());
}

bool Shards::start_proxy() {
  port_ = free_port();
  std::string configuration = readme_block("yaml");
  replace(configuration, example_port, port_);
  for (std::size_t i = 0; i < ports_.size(); ++i)
    replace(configuration, example_servers[i], ports_[i]);
  std::ofstream(folder_ / "shards.yml") << configuration;
  // By itself it writes to /var/log, and offers its figures on all interfaces.
  proxy_ = std::make_unique<Process>(std::vector<std::string>{
      nutcracker(), "--conf-file", folder_ / "shards.yml", "--output", folder_ / "log",
      "--stats-addr", "127.0.0.1", "--stats-port", std::to_string(free_port())});
  return listens(*proxy_, port_);
}

std::size_t Shards::place_of(const std::string& key) const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < servers_.size(); ++i)
    if (servers_[i] && connect_to(i).command({"EXISTS", key}) == ":1\r\n") places.push_back(i);
  if (places.size() != 1)
    throw std::runtime_error(std::to_string(places.size()) + " servers have " + key);
  return places.front();
}

void Shards::kill(std::size_t i) {
  servers_[i]->process().signal(SIGKILL);
  servers_[i]->process().wait();
  servers_[i].reset();
}

void Shards::start_again(std::size_t i) {
  std::vector<std::string> options = options_of(i);
  options.insert(options.end(), {"--port", std::to_string(ports_[i])});
  servers_[i] = std::make_unique<RespServer>(Make::ours, options);
}

}  // namespace kit::test
