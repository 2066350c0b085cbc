// Party: several clients of one server, and every byte that each of them gets.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <regex>
#include <string>
#include <vector>

#include "tests/redis/servers.hpp"

namespace kit::test {

/// As a person types it.
struct Line {
  std::size_t client;
  std::string text;
};

/// Notes what all its clients got from each line, those of the others included.
class Party {
 public:
  Party(const RespServer& server, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) clients_.push_back(server.connect());
    // A server that has served others before begins anew.
    clients_[0].command("FLUSHALL");
  }

  void run(const Line& line) {
    clients_[line.client].send(words(line.text));
    // First the one that has sent it: when it has its answer, the others are owed theirs.
    got_.push_back(line.text + " | " + until_pong(line.client));
    for (std::size_t i = 0; i < clients_.size(); ++i)
      if (i != line.client) got_.back() += " | " + until_pong(i);
  }

  const std::vector<std::string>& got() const noexcept { return got_; }

 private:
  /// The token ends the answer to PING in each of its forms.
  std::string until_pong(std::size_t i) {
    const std::string token = "token" + std::to_string(++tokens_);
    clients_[i].send(Arguments{"PING", token});
    const std::regex number("(\\$2\r\nid\r\n:)[0-9]+");  // in the answer to HELLO
    return std::regex_replace(clients_[i].read_through(token + "\r\n"), number, "$1");
  }

  std::vector<RespClient> clients_;
  std::vector<std::string> got_;
  int tokens_ = 0;
};

/// Both servers send each of the clients the same.
inline void check_party(const Servers& servers, std::size_t clients,
                        const std::vector<Line>& lines) {
  Party redis(servers.redis, clients);
  Party ours(servers.ours, clients);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    redis.run(lines[i]);
    ours.run(lines[i]);
    INFO("line ", i, " of client ", lines[i].client);
    REQUIRE(ours.got().back() == redis.got().back());
  }
}

}  // namespace kit::test
